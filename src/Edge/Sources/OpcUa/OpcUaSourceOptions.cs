using IndustrialGateway.Configuration;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>The security policies that can be chosen by name.</summary>
internal enum SecurityPolicyName
{
    Basic256Sha256,
    None,
}

/// <summary>How messages are protected under a policy.</summary>
internal enum SecurityModeName
{
    SignAndEncrypt,
    Sign,
    None,
}

/// <summary>One OPC UA server and what is read from it.</summary>
internal sealed record OpcUaSourceOptions
{
    /// <summary>Unique within the gateway; the first level of its points' paths unless the naming says otherwise.</summary>
    public required string Name { get; init; }

    /// <summary>e.g. <c>opc.tcp://192.168.1.20:4840</c></summary>
    public required Uri Endpoint { get; init; }

    public SecurityPolicyName Security { get; init; } = SecurityPolicyName.Basic256Sha256;

    public SecurityModeName Mode { get; init; } = SecurityModeName.SignAndEncrypt;

    /// <summary>Why this server is read without security: must be written out, and is logged at each start.</summary>
    public string? AllowInsecure { get; init; }

    /// <summary>User name; anonymous without it.</summary>
    public string? User { get; init; }

    public Secret? Password { get; init; }

    /// <summary>How often the server sends what has changed. 10 ms to 1 h.</summary>
    public TimeSpan PublishingInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How points are read that do not say it themselves.</summary>
    public ItemOptions Item { get; init; } = new();

    /// <summary>A server silent for so long is lost: its points become Bad. 1 s to 1 h.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one request may take. 1 s to 10 min.</summary>
    public TimeSpan OperationTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Points put into one subscription, 1 to 100,000; more open another.</summary>
    public int ItemsPerSubscription { get; init; } = 10_000;

    public required IReadOnlyList<PointOptions> Points { get; init; }

    public required IReadOnlyList<SubtreeOptions> Browse { get; init; }

    public static OpcUaSourceOptions Read(Section section)
    {
        var name = section.RequiredText("name");
        if (name.Length > 0 && NameTemplate.Safe(name) != name)
        {
            section.Fail("name", "must not hold any of / \\ * ? { } [ ] ~ % #");
        }

        section.Required("endpoint");
        var defaults = new OpcUaSourceOptions { Name = name, Endpoint = new Uri("opc.tcp://invalid"), Points = [], Browse = [] };
        var publishing = section.Duration(
            "publishingInterval", defaults.PublishingInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        var item = ItemOptions.Read(section, new ItemOptions { SamplingInterval = publishing });
        var naming = PointNaming.Read(section, PointNaming.Default);
        var options = defaults with
        {
            Endpoint = section.Address("endpoint", "opc.tcp") ?? defaults.Endpoint,
            User = section.Text("user"),
            Password = ReadPassword(section),
            PublishingInterval = publishing,
            Item = item,
            StaleAfter = section.Duration("staleAfter", defaults.StaleAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            OperationTimeout = section.Duration(
                "operationTimeout", defaults.OperationTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            ItemsPerSubscription = section.Integer("itemsPerSubscription", defaults.ItemsPerSubscription, 1, 100_000),
            Points = [.. section.Children("points").Select(point => PointOptions.Read(point, naming, item))],
            Browse = [.. ReadBrowse(section, naming)],
        };
        if (options.Points.Count == 0 && options.Browse.Count == 0)
        {
            section.Fail($"The source '{name}' reads nothing: it needs 'points' or 'browse'.");
        }

        options = ReadSecurity(section, options);
        section.End();
        return options;
    }

    private static IEnumerable<SubtreeOptions> ReadBrowse(Section section, PointNaming naming) =>
        section.IsList("browse")
            ? section.Children("browse").Select(browse => SubtreeOptions.Read(browse, naming))
            : section.Has("browse") ? [SubtreeOptions.Read(section.Child("browse"), naming)] : [];

    private static OpcUaSourceOptions ReadSecurity(Section section, OpcUaSourceOptions options)
    {
        var policy = section.Choice("security", options.Security);
        var mode = section.Choice(
            "mode", policy == SecurityPolicyName.None ? SecurityModeName.None : SecurityModeName.SignAndEncrypt);
        var reason = section.Text("allowInsecure");
        if (policy == SecurityPolicyName.None && string.IsNullOrWhiteSpace(reason))
        {
            section.Fail("security", "is None, which anyone on the network can read and forge: say why in 'allowInsecure', or use Basic256Sha256");
        }

        if ((policy == SecurityPolicyName.None) != (mode == SecurityModeName.None))
        {
            section.Fail(section.Has("mode") ? "mode" : "security", "and the other do not fit: None goes with None only");
        }

        return options with { Security = policy, Mode = mode, AllowInsecure = reason };
    }

    private static Secret? ReadPassword(Section section)
    {
        var inline = section.Text("password");
        var file = section.FilePath("passwordFile");
        if ((inline ?? file) is not null && !section.Has("user"))
        {
            section.Fail(inline is not null ? "password" : "passwordFile", "needs a 'user'");
        }

        if (inline is not null && file is not null)
        {
            section.Fail("passwordFile", "and 'password' are both set: keep one");
        }

        if (file is null)
        {
            return inline is null ? null : new Secret(inline);
        }

        try
        {
            return new Secret(File.ReadAllText(file).TrimEnd('\r', '\n'));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            section.Fail("passwordFile", $"cannot be read: {failure.Message.TrimEnd('.')}");
            return null;
        }
    }
}
