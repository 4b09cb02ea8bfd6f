namespace IndustrialGateway.Model;

/// <summary>Where the fields of a SampleBatch lie in its bytes. A field whose parts are not side by side is refused: no encoder makes that.</summary>
internal ref struct BatchFields
{
    public BatchFields(ReadOnlySpan<byte> batch)
    {
        var reader = new WireReader(batch);
        while (!reader.AtEnd)
        {
            var start = batch.Length - reader.Remaining;
            var tag = reader.Tag();
            switch (tag)
            {
                case (1 << 3) | 1:
                    BaseTime = (long)reader.Fixed64();
                    break;
                case 2 << 3:
                    Unit = reader.Varint32();
                    break;
                case >= ((3 << 3) | 2) and <= ((9 << 3) | 2) when (tag & 7) == 2:
                    SetPacked(tag >> 3, reader.Bytes());
                    break;
                case ((10 << 3) | 2) or ((11 << 3) | 2) or ((12 << 3) | 2) or ((14 << 3) | 2):
                    reader.Bytes();
                    Extend(tag >> 3, batch, start, batch.Length - reader.Remaining);
                    break;
                case (13 << 3) | 1:
                    ReceivedTime = (long)reader.Fixed64();
                    break;
                case 15 << 3:
                    IsFilled = reader.Varint() != 0;
                    break;
                case >= (3 << 3) and < (15 << 3):
                    reader.Fail();
                    break;
                default:
                    reader.Skip(tag);
                    break;
            }
        }

        Failed |= reader.Failed;
    }

    public bool Failed { get; private set; }

    public long BaseTime { get; }

    /// <summary>Nanoseconds; 0 = 1 ms.</summary>
    public uint Unit { get; }

    public ReadOnlySpan<byte> PointDeltas { get; private set; }

    public ReadOnlySpan<byte> TimeDeltas { get; private set; }

    public ReadOnlySpan<byte> Doubles { get; private set; }

    public ReadOnlySpan<byte> Floats { get; private set; }

    public ReadOnlySpan<byte> Integers { get; private set; }

    public ReadOnlySpan<byte> Unsigneds { get; private set; }

    public ReadOnlySpan<byte> Booleans { get; private set; }

    /// <summary>Fields with their keys and lengths, one after the other; so are the three that follow.</summary>
    public ReadOnlySpan<byte> Texts { get; private set; }

    public ReadOnlySpan<byte> Blobs { get; private set; }

    public ReadOnlySpan<byte> Exceptions { get; private set; }

    public ReadOnlySpan<byte> ReceivedRuns { get; private set; }

    public long ReceivedTime { get; }

    /// <summary>Of all rows.</summary>
    public bool IsFilled { get; }

    private void SetPacked(uint field, ReadOnlySpan<byte> bytes)
    {
        switch (field)
        {
            case 3:
                PointDeltas = Once(PointDeltas, bytes);
                break;
            case 4:
                TimeDeltas = Once(TimeDeltas, bytes);
                break;
            case 5:
                Doubles = Once(Doubles, bytes);
                break;
            case 6:
                Floats = Once(Floats, bytes);
                break;
            case 7:
                Integers = Once(Integers, bytes);
                break;
            case 8:
                Unsigneds = Once(Unsigneds, bytes);
                break;
            default:
                Booleans = Once(Booleans, bytes);
                break;
        }
    }

    private ReadOnlySpan<byte> Once(ReadOnlySpan<byte> present, ReadOnlySpan<byte> bytes)
    {
        Failed |= !present.IsEmpty;
        return bytes;
    }

    private void Extend(uint field, ReadOnlySpan<byte> batch, int start, int end)
    {
        switch (field)
        {
            case 10:
                Texts = Joined(Texts, batch, start, end);
                break;
            case 11:
                Blobs = Joined(Blobs, batch, start, end);
                break;
            case 12:
                Exceptions = Joined(Exceptions, batch, start, end);
                break;
            default:
                ReceivedRuns = Joined(ReceivedRuns, batch, start, end);
                break;
        }
    }

    private ReadOnlySpan<byte> Joined(ReadOnlySpan<byte> present, ReadOnlySpan<byte> batch, int start, int end)
    {
        if (present.IsEmpty)
        {
            return batch[start..end];
        }

        var first = start - present.Length;
        Failed |= first < 0 || !batch[first..start].Overlaps(present, out var offset) || offset != 0;
        return Failed ? default : batch[first..end];
    }
}
