using IndustrialGateway.Model;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.EndToEnd.Types;

/// <summary>One value as a machine holds it, as the platform's readers must get it, and as <c>igw --json</c> must say it.</summary>
internal sealed record HeldValue(Variant Held, Value Read, string Json);

/// <summary>
/// The values of one built-in type. A machine holds each by itself (where a Variant can), all of them in an array, some in a matrix, and an empty
/// array, a matrix of no rows and a null array.
/// </summary>
internal sealed record TypeRow(BuiltInType Type, HeldValue[] Values, Func<int[], Array> Elements)
{
    private static readonly int[] Cells = [2, 3];

    /// <summary>The machine sends the dimensions of a matrix also when it has no items.</summary>
    public bool SendsNoRows { get; init; } = true;

    private DataType DataType => (DataType)Type;

    /// <summary>Names below the type's folder, with the declared ValueRank.</summary>
    public IEnumerable<(string Name, int Rank, HeldValue Value)> Points()
    {
        if (Type != BuiltInType.Variant)
        {
            foreach (var (index, value) in Values.Index())
            {
                yield return ($"{Type}/{index}", -1, value);
            }
        }

        yield return ($"{Type}/Array", 1, Array([.. Enumerable.Range(0, Values.Length)]));
        yield return ($"{Type}/Empty", 1, Array([]));
        yield return ($"{Type}/None", 1, new HeldValue(Variant.OfArray(Type, null), Value.NullOf(DataType), "null"));
        int[] six = [.. Enumerable.Range(0, 6).Select(cell => cell % Values.Length)];
        yield return ($"{Type}/Matrix", 2, Matrix(Cells, six, $"[[{Json(six[..3])}],[{Json(six[3..])}]]"));
        yield return ($"{Type}/NoRows", 2, SendsNoRows ? Matrix([0, 3], [], "[]") : Array([]));
    }

    private HeldValue Array(int[] places) => new(
        Variant.OfArray(Type, Elements(places)), Value.OfArray(new ArrayValue(DataType, Reads(places))), $"[{Json(places)}]");

    private HeldValue Matrix(int[] dimensions, int[] places, string json) => new(
        Variant.OfMatrix(Type, Elements(places), dimensions), Value.OfArray(new ArrayValue(DataType, Reads(places), dimensions)), json);

    private Value[] Reads(int[] places) => [.. places.Select(place => Values[place].Read)];

    private string Json(int[] places) => string.Join(',', places.Select(place => Type == BuiltInType.Variant
        ? $$"""{"dataType":"{{Values[place].Read.DataType}}","value":{{Values[place].Json}}}"""
        : Values[place].Json));
}
