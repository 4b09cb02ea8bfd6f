using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace IndustrialGateway.Platform.Ingest;

/// <summary>
/// Makes what a gateway says of itself fit to be told on: times that are none are left out, texts and lists are cut. Nobody who
/// looks at all gateways is to stumble over one.
/// </summary>
internal static class StateBounds
{
    /// <summary>Letters of one text.</summary>
    public const int MaxText = 2_048;

    /// <summary>Members of one list.</summary>
    public const int MaxList = 1_000;

    // google/protobuf/duration.proto and timestamp.proto: some 10,000 years either way, and the years 1 to 9999.
    private const long MaxDurationSeconds = 315_576_000_000;
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;
    private const int NanosPerSecond = 1_000_000_000;

    /// <param name="message">Is changed; with all that is in it, as deep as it was read.</param>
    public static void Apply(IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.IsRepeated)
            {
                Apply(field, (System.Collections.IList)field.Accessor.GetValue(message));
            }
            else if (field.FieldType is FieldType.String)
            {
                Cut(field, message);
            }
            else if (field.FieldType is FieldType.Message && field.Accessor.HasValue(message))
            {
                Apply(field, message);
            }
        }
    }

    private static void Apply(FieldDescriptor field, IMessage message)
    {
        var value = (IMessage)field.Accessor.GetValue(message);
        if (IsSound(value))
        {
            Apply(value);
        }
        else
        {
            field.Accessor.Clear(message);
        }
    }

    private static void Apply(FieldDescriptor field, System.Collections.IList list)
    {
        while (list.Count > MaxList)
        {
            list.RemoveAt(list.Count - 1);
        }

        if (field.FieldType is FieldType.Message)
        {
            foreach (IMessage member in list)
            {
                Apply(member);
            }
        }
        else if (list is RepeatedField<string> texts)
        {
            for (var index = 0; index < texts.Count; index++)
            {
                texts[index] = Cut(texts[index]);
            }
        }
    }

    private static bool IsSound(IMessage value) => value switch
    {
        Duration duration => duration.Seconds is >= -MaxDurationSeconds and <= MaxDurationSeconds
            && duration.Nanos is > -NanosPerSecond and < NanosPerSecond
            && (duration.Seconds == 0 || duration.Nanos == 0 || (duration.Seconds < 0) == (duration.Nanos < 0)),
        Timestamp time => time.Seconds is >= FirstSecond and <= LastSecond && time.Nanos is >= 0 and < NanosPerSecond,
        _ => true,
    };

    private static void Cut(FieldDescriptor field, IMessage message)
    {
        var text = (string)field.Accessor.GetValue(message);
        if (text.Length > MaxText)
        {
            field.Accessor.SetValue(message, Cut(text));
        }
    }

    /// <summary>Not in the middle of a character.</summary>
    private static string Cut(string text) =>
        text.Length <= MaxText ? text : text[..(char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText)];
}
