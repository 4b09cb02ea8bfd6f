using System.ComponentModel;
using System.Runtime.InteropServices;

namespace IndustrialGateway.Buffering.Disk;

/// <summary>The few system calls whose errors the base library hides on Linux or does not offer.</summary>
internal static partial class Libc
{
    private const int ReadOnlyFolder = 0x10000 | 0x80000;
    private const int LockExclusive = 2;
    private const int LockWithoutWaiting = 4;
    private const int Interrupted = 4;
    public const int WouldBlock = 11;

    // O_DIRECTORY has another value on Arm.
    private static readonly int OpenFolder =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 ? 0x4000 | 0x80000 : ReadOnlyFolder;

    public static void SyncData(SafeHandle file, string path)
    {
        while (fdatasync(file) != 0)
        {
            ThrowUnlessInterrupted("fdatasync", path);
        }
    }

    public static void SyncFolder(string folder)
    {
        var descriptor = open(folder, OpenFolder);
        if (descriptor < 0)
        {
            throw Failure("open", folder);
        }

        try
        {
            while (fsync(descriptor) != 0)
            {
                ThrowUnlessInterrupted("fsync", folder);
            }
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    /// <summary>False when another open file, of this process or another, holds the lock.</summary>
    public static bool TryLock(SafeHandle file, string path)
    {
        while (flock(file, LockExclusive | LockWithoutWaiting) != 0)
        {
            if (Marshal.GetLastPInvokeError() == WouldBlock)
            {
                return false;
            }

            ThrowUnlessInterrupted("flock", path);
        }

        return true;
    }

    private static void ThrowUnlessInterrupted(string call, string path)
    {
        if (Marshal.GetLastPInvokeError() != Interrupted)
        {
            throw Failure(call, path);
        }
    }

    private static IOException Failure(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} of {path} failed with errno {error}: {new Win32Exception(error).Message}", error);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fdatasync(SafeHandle file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int file);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeHandle file, int operation);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int file);
}
