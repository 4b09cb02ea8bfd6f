namespace IndustrialGateway.Edge;

/// <summary>A text that prints as stars wherever it is written by accident; whoever needs it says <see cref="Reveal"/>.</summary>
internal sealed class Secret(string text)
{
    public string Reveal() => text;

    public override string ToString() => "***";
}
