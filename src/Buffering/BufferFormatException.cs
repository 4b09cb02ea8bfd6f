namespace IndustrialGateway.Buffering;

/// <summary>A file of the buffer was written by a newer version of this program: nothing was changed.</summary>
public sealed class BufferFormatException(string path, int format, int newest) : Exception(
    $"{path} is of format {format}, and this version reads formats up to {newest}: a newer version wrote it. Run that version again, "
    + "or move the folder away to begin an empty buffer; what is in it is then sent only when the newer version opens it.");
