namespace IndustrialGateway.Rogue.Tests;

/// <summary>How many of a flood's messages a test sends. What must hold is a cost per message, so a part of the million shows it.</summary>
internal static class Floods
{
    public const int SmallMessages = 5_000;
}
