using IndustrialGateway.Client;
using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.EndToEnd.Types;

public sealed class TypeIdentityTests(TypedLine line)
{
    public static TheoryData<string> Paths => [.. TypeCases.Paths];

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_value_keeps_its_type_and_every_bit_up_to_each_reader_of_the_platform(string path)
    {
        var expected = TypeCases.Of(path);
        var point = line.Points[path];

        if (expected.Type != BuiltInType.Variant)
        {
            Assert.Equal(((V1.DataType)expected.Type, expected.Rank), (point.DataType, point.ValueRank));
        }

        Assert.Equal(expected.Value.Read, line.Live[path]);
        Assert.Equal(expected.Value.Read, line.Read[path]);
        Assert.Equal(WithTheNaNOfJson(expected.Value.Read), line.Transcoded[path]);
        Assert.Equal(expected.Value.Read, line.History[path]);
        Assert.Equal(expected.Value.Json, line.Json[path].GetRawText());
    }

    [Theory]
    [InlineData("ours/Structure/Mode", "", 3, "Running")]
    [InlineData("ours/Structure/Reading", "Mode", 3, "Running")]
    [InlineData("ours/Structure/Door", "", 1, "关")]
    [InlineData("ours/Structure/Valve", "", -5, "stuck")]
    [InlineData("foreign/Structure/Mode", "", 3, "Running")]
    [InlineData("foreign/Structure/Many", "Mode", 3, null)]
    [InlineData("foreign/Structure/Reading", "Mode", 0, "Off")]
    [InlineData("foreign/Structure/Door", "", 1, "关")]
    public void What_a_number_means_is_told_where_the_machine_knows_it(string path, string field, long number, string? text)
    {
        var texts = line.Points[path].EnumTexts.ToModel();

        Assert.Equal(text, texts.Find(number, field));
        Assert.Equal(texts, line.LiveTexts[path]);
    }

    /// <summary>JSON has one NaN, whatever its bits were.</summary>
    private static Value WithTheNaNOfJson(Value value) => value switch
    {
        { DataType: DataType.Float, IsNumber: true } when double.IsNaN(value.AsDouble()) => Value.Of(float.NaN),
        { DataType: DataType.Double, IsNumber: true } when double.IsNaN(value.AsDouble()) => Value.Of(double.NaN),
        { IsArray: true } when value.AsArray() is { } array => Value.OfArray(new ArrayValue(
            array.ElementType, Array.ConvertAll(array.Items.ToArray(), WithTheNaNOfJson), array.Dimensions.ToArray())),
        _ => value,
    };
}
