namespace IndustrialGateway.Rogue.Tests;

/// <summary>The table of all bad inputs, by the ids of the reliability goals.</summary>
public static class BadInputs
{
    private static readonly Dictionary<(string Id, string What), BadInput> Table =
        All().ToDictionary(input => (input.Id, input.What));

    /// <summary>How many classes each letter has.</summary>
    internal static IReadOnlyList<(char Letter, int Count)> Letters { get; } = [('A', 14), ('B', 16), ('C', 18), ('D', 16), ('E', 16), ('F', 10)];

    /// <summary>The cases of one class, for its theory.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> Of(string id) =>
        Table.Keys.Where(key => key.Id == id).Select(key => new TheoryDataRow<string, string>(key.Id, key.What));

    internal static BadInput Find(string id, string what) => Table[(id, what)];

    private static IEnumerable<BadInput> All() =>
    [
        .. Transport.SizeInputs.All, .. Transport.StateInputs.All, .. Transport.SlowInputs.All, .. Transport.HandshakeInputs.All,
        .. Transport.FloodInputs.All,
        .. Channels.ServerChannelInputs.All, .. Channels.StormInputs.All, .. Channels.ClientChannelInputs.All, .. Channels.LoginInputs.All,
        .. Decoding.VariantInputs.All, .. Decoding.MessageInputs.All, .. Services.ServiceInputs.All, .. Services.SessionInputs.All,
        .. Sessions.BrowseInputs.All, .. Sessions.PublishInputs.All, .. Certificates.CertificateInputs.All,
    ];
}
