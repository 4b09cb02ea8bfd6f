namespace IndustrialGateway.Model.Tests;

public sealed class EnumTextsTests
{
    private static readonly EnumTexts Texts = EnumTexts.Of([new("", 0, "Off"), new("", -3, "运行"), new("Drive/Mode", 0, "Idle")]);

    [Fact]
    public void A_text_is_found_by_its_number_and_field()
    {
        Assert.Equal("运行", Texts.Find(Value.Of((sbyte)-3)));
        Assert.Equal("Idle", Texts.Find(0, "Drive/Mode"));
        Assert.Null(Texts.Find(1));
        Assert.Null(Texts.Find(Value.Of(0.0)));
        Assert.Null(EnumTexts.None.Find(Value.Of(0)));
    }

    [Fact]
    public void Texts_outlive_a_restart_with_their_point_and_ask_for_no_new_alias()
    {
        var description = new PointDescription { Path = "press/mode", EnumTexts = Texts };
        var first = new PointRegistry();
        first.Resolve(first.Add(description), Value.Of(3));
        var table = new System.Buffers.ArrayBufferWriter<byte>();
        first.WriteUnpersisted(table);

        var second = PointRegistry.Restore(table.WrittenSpan, out _);
        second.Resolve(second.Add(description with { EnumTexts = EnumTexts.Parse(Texts.ToString()) }), Value.Of(3));

        Assert.Equal(Texts, second.Declaration(1)!.Description.EnumTexts);
        Assert.Equal(1, second.DeclaredCount);

        second.Resolve(second.Add(description with { EnumTexts = EnumTexts.None }), Value.Of(3));
        Assert.Equal(2, second.DeclaredCount);
    }

    [Fact]
    public void What_a_machine_says_without_measure_is_cut()
    {
        var texts = EnumTexts.Of(Enumerable.Range(0, 1000).Select(number => new EnumText("a\tb", number, new string('x', 127) + "😀" + "\n")));

        Assert.Equal(EnumTexts.MaxLettersInAll / 130, texts.All.Count);
        Assert.Equal(EnumTexts.MaxTexts, EnumTexts.Of(Enumerable.Range(0, 1000).Select(number => new EnumText("", number, "x"))).All.Count);
        Assert.Equal(new EnumText("a b", 0, new string('x', 127)), texts.All[0]);
        Assert.Equal(texts, EnumTexts.Parse(texts.ToString()));
    }
}
