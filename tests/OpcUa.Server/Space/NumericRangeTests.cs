using CsCheck;
using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Tests.Space;

public sealed class NumericRangeTests
{
    private static readonly int[] Ten = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    private static readonly int[] TwoByThree = [0, 1, 2, 3, 4, 5];
    private static readonly int[] TwoByTwo = [1, 2, 4, 5];
    private static readonly byte[] Bytes = [1, 2, 3];
    private static readonly byte[] SecondByte = [2];
    private static readonly string[] Texts = ["ax", "abc", "x"];
    private static readonly string?[] SecondLetters = ["b", null];

    [Theory]
    [InlineData("2", new[] { 2 })]
    [InlineData("2:4", new[] { 2, 3, 4 })]
    [InlineData("8:20", new[] { 8, 9 })]
    [InlineData("0:4294967295", new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    public void A_range_of_an_array_is_cut_at_its_end(string text, int[] expected) =>
        Assert.Equal(Variant.OfArray(BuiltInType.Int32, expected), Cut(text, Variant.OfArray(BuiltInType.Int32, Ten)).Value);

    [Theory]
    [InlineData("10")]
    [InlineData("4294967295")]
    [InlineData("0:1,0:1")]
    public void What_is_not_in_the_array_is_no_data(string text) =>
        Assert.Equal(StatusCode.BadIndexRangeNoData, Cut(text, Variant.OfArray(BuiltInType.Int32, Ten)).Status);

    [Theory]
    [InlineData(":")]
    [InlineData("1:")]
    [InlineData("-1")]
    [InlineData("3:3")]
    [InlineData("4:2")]
    [InlineData("1:2:3")]
    [InlineData("4294967296")]
    [InlineData("1,")]
    [InlineData(" 1")]
    [InlineData("0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0")]
    public void What_is_no_range_is_refused(string text) => Assert.False(NumericRange.TryParse(text, out _));

    [Fact]
    public void A_matrix_is_cut_in_each_dimension()
    {
        var matrix = Variant.OfMatrix(BuiltInType.Int32, TwoByThree, [2, 3]);

        Assert.Equal(Variant.OfMatrix(BuiltInType.Int32, TwoByTwo, [2, 2]), Cut("0:1,1:2", matrix).Value);
    }

    [Fact]
    public void A_text_a_byte_string_and_the_texts_of_an_array_are_cut_too()
    {
        Assert.Equal(Variant.Of("bcd"), Cut("1:3", Variant.Of("abcde")).Value);
        Assert.Equal(Variant.Of(SecondByte), Cut("1", Variant.Of(Bytes)).Value);
        Assert.Equal(
            Variant.OfArray(BuiltInType.String, SecondLetters),
            Cut("1:2,1", Variant.OfArray(BuiltInType.String, Texts)).Value);
    }

    [Fact]
    public void What_is_cut_out_and_put_back_changes_nothing_else() => Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5], Gen.Int[0, 24], Gen.Int[0, 24]).Sample((rows, columns, x, y) =>
    {
        var matrix = Variant.OfMatrix(BuiltInType.Int32, Enumerable.Range(0, rows * columns).ToArray(), [rows, columns]);
        var text = $"{x % rows}:{(x % rows) + 1},{y % columns}";
        Assert.True(NumericRange.TryParse(text, out var range));
        var part = range!.Apply(new DataValue(matrix)).Value;
        var isCut = (x % rows) + 1 >= rows;
        if (isCut)
        {
            Assert.Equal(StatusCode.BadIndexRangeDataMismatch, Assert.Throws<UaException>(() => range.Replace(matrix, part)).Status);
        }
        else
        {
            Assert.Equal(matrix, range.Replace(matrix, part));
        }
    });

    private static DataValue Cut(string text, Variant value)
    {
        Assert.True(NumericRange.TryParse(text, out var range));
        return range!.Apply(new DataValue(value));
    }
}
