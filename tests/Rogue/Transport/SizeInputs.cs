using IndustrialGateway.Rogue.Tests.Raw;

namespace IndustrialGateway.Rogue.Tests.Transport;

/// <summary>A1: chunks whose size field lies, for every message type, to server and client, before and in the channel.</summary>
internal static class SizeInputs
{
    private static readonly string[] Types = ["HEL", "ACK", "ERR", "OPN", "MSG", "CLO", "RHE"];
    private static readonly uint[] Sizes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 8_191, 8_193, 65_535, 65_537, int.MaxValue, 0x8000_0000, uint.MaxValue];

    public static IEnumerable<BadInput> All =>
        from type in Types
        from size in Sizes
        from input in Both(type, size)
        select input;

    private static IEnumerable<BadInput> Both(string type, uint size)
    {
        byte[] lie = [.. Chunks.Header(type, size), .. new byte[24]];
        yield return new("A1", $"{type} of {size} bytes to a server first", arena => arena.AttackServerAsync(
            rogue => rogue.SayAsync(lie), Refusal(type, size, isFirst: true, "HEL")));
        yield return new("A1", $"{type} of {size} bytes to a server's channel", arena => arena.AttackServerAsync(async rogue =>
        {
            await rogue.OpenAsync();
            await rogue.SayAsync(lie);
        }, Refusal(type, size, isFirst: false, "")));
        yield return new("A1", $"{type} of {size} bytes to a client first", arena => arena.AttackClientAsync(async rogue =>
        {
            await rogue.HearAsync();
            await rogue.SayAsync(lie);
            await rogue.EndAsync();
        }, Refusal(type, size, isFirst: true, "ACK")));
        yield return new("A1", $"{type} of {size} bytes to a client's channel", arena => arena.AttackClientAsync(async rogue =>
        {
            await rogue.GreetAsync();
            await rogue.OpenAsync();
            await rogue.HearAsync();
            await rogue.SayAsync(lie);
            await rogue.EndAsync();
        }, type == "CLO" && size == 8 ? "BadSecureChannelClosed" : Refusal(type, size, isFirst: false, "")));
    }

    // The size is checked before anything is waited for; what fits is read, and what it says is refused.
    private static string Refusal(string type, uint size, bool isFirst, string wanted) => type switch
    {
        _ when size < 8 || size > (isFirst ? 8_192u : 65_536u) => "BadTcpMessageTooLarge",
        _ when size > 8 => "BadConnectionClosed", // hung up in the middle
        "ERR" => "BadDecodingError",
        _ when isFirst => type == wanted ? "BadDecodingError" : "BadTcpMessageTypeInvalid",
        "HEL" or "ACK" or "RHE" => "BadTcpMessageTypeInvalid",
        _ => "BadDecodingError",
    };
}
