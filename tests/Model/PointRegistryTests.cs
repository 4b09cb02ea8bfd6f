using System.Buffers;
using CsCheck;

namespace IndustrialGateway.Model.Tests;

public sealed class PointRegistryTests
{
    private readonly PointRegistry _registry = new();

    [Fact]
    public void A_transmitter_with_two_decimals_travels_as_integers()
    {
        var shape = Resolve(21.53);

        Assert.Equal(new PointShape(1, ValueKind.Decimal, 2, DataType.Double, -1), shape);
        Assert.Same(shape, Resolve(-7.1));
        Assert.Same(shape, Resolve(double.NaN));
        Assert.Same(shape, Resolve(-0.0));
    }

    [Fact]
    public void Decimals_that_stop_fitting_are_declared_anew_a_few_times_and_then_travel_as_doubles()
    {
        IEnumerable<double> values = [1.0, 1.5, 1.25, 1.125, 1.0625, 1.03125];

        var shapes = values.Select(Resolve);

        Assert.Equal(
            [
                (1u, ValueKind.Decimal, 0), (2u, ValueKind.Decimal, 1), (3u, ValueKind.Decimal, 2),
                (4u, ValueKind.Decimal, 3), (5u, ValueKind.Double, 0), (5u, ValueKind.Double, 0),
            ],
            shapes.Select(shape => (shape.Alias, shape.Kind, (int)shape.DecimalPlaces)));
        Assert.Equal(ValueKind.Double, Resolve(1.0).Kind);
    }

    [Fact]
    public void A_number_that_is_no_decimal_travels_as_a_double_at_once() =>
        Assert.Equal(ValueKind.Double, Resolve(1.0 / 3).Kind);

    [Fact]
    public void A_point_that_changes_its_type_to_and_fro_takes_one_alias_for_each()
    {
        IEnumerable<Value> values = [Value.Of(1), Value.Of("an"), Value.Of(2), Value.Of("aus"), Value.Null];

        var aliases = values.Select(value => Resolve(value).Alias);

        Assert.Equal([1u, 2u, 1u, 2u, 2u], aliases);
    }

    [Fact]
    public void A_point_cannot_use_up_the_aliases()
    {
        var types = Enum.GetValues<DataType>()
            .Select(type => Value.OfArray(new ArrayValue(type, []))).ToArray();

        for (var round = 0; round < 3; round++)
        {
            Array.ForEach(types, value => Resolve(value));
        }

        Assert.Equal(16, _registry.DeclaredCount);
    }

    [Fact]
    public void A_point_whose_first_value_is_missing_is_declared_with_what_its_source_said()
    {
        var point = _registry.Add(new PointDescription { Path = "a", DataType = DataType.Int16 });

        var shape = _registry.Resolve(point, Value.Null);

        Assert.Equal((ValueKind.Composite, DataType.Int16), (shape.Kind, shape.DataType));
        Assert.Equal(ValueKind.Integer, _registry.Resolve(point, Value.Of((short)3)).Kind);
    }

    [Fact]
    public void A_restored_registry_goes_on_where_the_first_stopped() => Some.Samples.Sample(samples =>
    {
        var first = new PointRegistry();
        var before = Some.Alias(first, samples);
        var table = Table(first);

        var second = PointRegistry.Restore(table, out var validBytes);
        var after = Some.Alias(second, samples.Reverse());

        Assert.Equal(table.Length, validBytes);
        Assert.False(second.HasUnpersisted);
        Assert.Equal(first.DeclarationsFrom(1), second.DeclarationsFrom(1));
        return before.Length == 0 || after.All(row => second.Declaration(row.Shape.Alias)!.Shape == row.Shape);
    });

    [Fact]
    public void A_torn_or_damaged_end_of_the_table_is_cut_off_and_nothing_before_it()
    {
        for (var point = 0; point < 5; point++)
        {
            _registry.Resolve(Some.Handle(_registry, point), Value.Of(point));
        }

        var table = Table(_registry);
        for (var length = 0; length < table.Length; length++)
        {
            var torn = PointRegistry.Restore(table.AsSpan(0, length), out var validBytes);
            var damaged = table.ToArray();
            damaged[length] ^= 1;
            var cut = PointRegistry.Restore(damaged, out var validDamaged);

            Assert.InRange(validBytes, 0, length);
            Assert.InRange(validDamaged, 0, length);
            Assert.Equal(_registry.DeclarationsFrom(1).Take(torn.DeclaredCount), torn.DeclarationsFrom(1));
            Assert.Equal(torn.DeclaredCount, cut.DeclaredCount);
        }
    }

    [Fact]
    public void A_point_described_anew_is_declared_anew()
    {
        var first = Resolve(1.5);

        _registry.Add(new PointDescription { Path = "press-03/point-0", Equipment = "press-03", Unit = "bar" });

        Assert.NotEqual(first.Alias, _registry.Resolve(0, Value.Of(1.5)).Alias);
        Assert.Equal("bar", _registry.Declaration(2)!.Description.Unit);
    }

    private static byte[] Table(PointRegistry registry)
    {
        var output = new ArrayBufferWriter<byte>();
        registry.MarkPersisted(registry.WriteUnpersisted(output));
        return output.WrittenSpan.ToArray();
    }

    private PointShape Resolve(double value) => Resolve(Value.Of(value));

    private PointShape Resolve(Value value) => _registry.Resolve(Some.Handle(_registry, 0), value);
}
