using Google.Protobuf;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Rpc;
using IndustrialGateway.V1;

namespace IndustrialGateway.Platform.Live;

/// <summary>Says values and samples one by one, for reads and pages; streams use the columns of a batch.</summary>
internal static class WireValues
{
    public static V1.Sample ToSample(in Model.Sample sample) => new()
    {
        Value = ToValue(sample.Value),
        StatusCode = sample.Status,
        SourceTime = WireTime.ToTimestamp(sample.SourceTicks),
        GatewayTime = WireTime.ToTimestamp(sample.ReceivedTicks),
        Filled = sample.IsFilled,
    };

    public static PointValue ToValue(in Value value)
    {
        var message = new PointValue { DataType = (V1.DataType)value.DataType };
        if (value.IsNull)
        {
            return message;
        }

        if (value.AsArray() is { } array)
        {
            message.Array = ToArray(array);
        }
        else if (value.AsStructure() is { } structure)
        {
            message.Structure = ToStructure(structure);
        }
        else if (value.AsText() is { } text)
        {
            message.Text = text;
        }
        else if (value.AsBytes() is { } bytes)
        {
            message.Bytes = UnsafeByteOperations.UnsafeWrap(bytes);
        }
        else if (value.AsGuid() is { } guid)
        {
            message.Bytes = UnsafeByteOperations.UnsafeWrap(guid.ToByteArray(bigEndian: true));
        }
        else
        {
            SetNumber(message, value);
        }

        return message;
    }

    private static void SetNumber(PointValue message, in Value value)
    {
        switch (value.DataType)
        {
            case Model.DataType.Boolean:
                message.Boolean = value.Bits != 0;
                break;
            case Model.DataType.Float:
                message.Float = BitConverter.UInt32BitsToSingle((uint)value.Bits);
                break;
            case Model.DataType.Double:
                message.Double = BitConverter.Int64BitsToDouble(value.Bits);
                break;
            case Model.DataType.UInt64:
                message.Unsigned = unchecked((ulong)value.Bits);
                break;
            case Model.DataType.DateTime:
                message.Time = WireTime.ToTimestamp(value.Bits);
                break;
            default:
                message.Integer = value.Bits;
                break;
        }
    }

    private static ValueArray ToArray(ArrayValue array)
    {
        var message = new ValueArray();
        foreach (ref readonly var item in array.Items)
        {
            message.Items.Add(ToValue(item));
        }

        foreach (var length in array.Dimensions)
        {
            message.Dimensions.Add((uint)length);
        }

        return message;
    }

    private static ValueStructure ToStructure(StructureValue structure)
    {
        var message = new ValueStructure { TypeName = structure.TypeName };
        foreach (var (name, value) in structure.Fields)
        {
            message.Fields.Add(new ValueField { Name = name, Value = ToValue(value) });
        }

        return message;
    }
}
