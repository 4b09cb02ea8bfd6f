namespace IndustrialGateway.Buffering.Disk;

/// <summary>What a disk may answer instead of doing as told: the process lives and tries again.</summary>
internal static class DiskErrors
{
    public static bool IsOne(Exception failure) => failure is IOException or UnauthorizedAccessException;
}
