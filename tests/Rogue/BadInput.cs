namespace IndustrialGateway.Rogue.Tests;

/// <summary>One thing that a peer does wrong: its class in the table of bad inputs (A1 to F10), its variant, and how it is done.</summary>
/// <param name="MayTake">Bytes that the case may take above four times what it says and the arena's own allowance.</param>
internal sealed record BadInput(string Id, string What, Func<Arena, Task> DoAsync, long MayTake = 0);
