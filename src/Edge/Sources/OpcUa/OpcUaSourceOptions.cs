using IndustrialGateway.Configuration;
using IndustrialGateway.Edge.Sources.OpcUa.Filling;
using IndustrialGateway.OpcUa.Security;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>One OPC UA server and what is read from it.</summary>
internal sealed record OpcUaSourceOptions
{
    private static readonly TimeSpan MinRebrowse = TimeSpan.FromSeconds(10);
    private static readonly string[] BrowseKeys = ["modelChanges", "rebrowse"];

    /// <summary>Unique within the gateway; the first level of its points' paths unless the naming says otherwise.</summary>
    public required string Name { get; init; }

    /// <summary>e.g. <c>opc.tcp://192.168.1.20:4840</c>; of a machine that calls, where it calls.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>The other servers of its redundant set: one of them is read when the first is lost or says that it is not healthy. Up to 7.</summary>
    public IReadOnlyList<Uri> Alternatives { get; init; } = [];

    /// <summary>For a machine that calls the gateway instead of being called.</summary>
    public ReverseOptions? Reverse { get; init; }

    /// <summary>How its channel is protected.</summary>
    public OpcUaSecurityOptions Security { get; init; } = new();

    /// <summary>User name; anonymous without it.</summary>
    public string? User { get; init; }

    public Secret? Password { get; init; }

    /// <summary>A user's certificate with its key, instead of a name.</summary>
    public UserCertificate? UserCertificate { get; init; }

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

    /// <summary>Points are found anew when the machine says that its nodes have changed.</summary>
    public bool ModelChanges { get; init; } = true;

    /// <summary>Points are found anew so often, whatever the machine says; 0 = never. 10 s to 30 days.</summary>
    public TimeSpan Rebrowse { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far it goes to have back what it missed.</summary>
    public FillOptions Filling { get; init; } = new();

    public required IReadOnlyList<PointOptions> Points { get; init; }

    public required IReadOnlyList<SubtreeOptions> Browse { get; init; }

    /// <summary>Objects whose events are read.</summary>
    public IReadOnlyList<EventOptions> Events { get; init; } = [];

    /// <summary>Whether the machine is asked to say when its nodes change.</summary>
    public bool WatchesModel => ModelChanges && Browse.Count > 0;

    /// <summary>Whether there can be points whose values are told again.</summary>
    public bool HasHeartbeats => Item.Heartbeat > TimeSpan.Zero || Points.Any(point => point.Item.Heartbeat > TimeSpan.Zero);

    public static OpcUaSourceOptions Read(Section section)
    {
        var name = section.RequiredText("name");
        if (name.Length > 0 && NameTemplate.Safe(name) != name)
        {
            section.Fail("name", "must not hold any of / \\ * ? { } [ ] ~ % #");
        }

        var reverse = ReadReverse(section);
        var endpoint = section.Address("endpoint", "opc.tcp");
        var defaults = new OpcUaSourceOptions { Name = name, Endpoint = new Uri("opc.tcp://invalid"), Points = [], Browse = [] };
        var publishing = section.Duration(
            "publishingInterval", defaults.PublishingInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));
        var item = ItemOptions.Read(section, new ItemOptions { SamplingInterval = publishing });
        var naming = PointNaming.Read(section, PointNaming.Default);
        var options = defaults with
        {
            Endpoint = endpoint ?? reverse?.Url ?? defaults.Endpoint,
            Alternatives = AlternativeOptions.Read(section, endpoint),
            Reverse = reverse,
            Security = OpcUaSecurityOptions.Read(section),
            User = section.Text("user"),
            UserCertificate = ReadUserCertificate(section),
            Password = ReadPassword(section),
            PublishingInterval = publishing,
            Item = item,
            StaleAfter = section.Duration("staleAfter", defaults.StaleAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            OperationTimeout = section.Duration(
                "operationTimeout", defaults.OperationTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            ItemsPerSubscription = section.Integer("itemsPerSubscription", defaults.ItemsPerSubscription, 1, 100_000),
            ModelChanges = section.Flag("modelChanges", defaults.ModelChanges),
            Rebrowse = ReadRebrowse(section, defaults.Rebrowse),
            Filling = FillOptions.Read(section),
            Points = [.. section.Children("points").Select(point => PointOptions.Read(point, naming, item))],
            Browse = [.. Several(section, "browse").Select(browse => SubtreeOptions.Read(browse, naming))],
            Events = [.. Several(section, "events").Select(events => EventOptions.Read(events, naming))],
        };
        if (options.Points.Count == 0 && options.Browse.Count == 0 && options.Events.Count == 0)
        {
            section.Fail($"The source '{name}' reads nothing: it needs 'points', 'browse' or 'events'.");
        }

        if (options.Events.GroupBy(each => each.Node).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            section.Fail("events", $"name {twice.Key} twice: one point has all events of a node");
        }

        section.End();
        return options;
    }

    private static TimeSpan ReadRebrowse(Section section, TimeSpan fallback)
    {
        foreach (var key in BrowseKeys.Where(key => section.Has(key) && !section.Has("browse")))
        {
            section.Fail(key, "is for what 'browse' finds, and there is no 'browse' here");
        }

        var interval = section.Duration("rebrowse", fallback, TimeSpan.Zero, TimeSpan.FromDays(30));
        if (interval > TimeSpan.Zero && interval < MinRebrowse)
        {
            section.Fail("rebrowse", "must be 0s, which is never, or at least 10s");
        }

        return interval;
    }

    private static ReverseOptions? ReadReverse(Section section)
    {
        if (!section.Has("reverse"))
        {
            section.Required("endpoint");
            return null;
        }

        if (section.Has("endpoint"))
        {
            section.Fail("endpoint", "and 'reverse' are both set: a machine that calls is not called");
        }

        return ReverseOptions.Read(section.Child("reverse"));
    }

    private static IReadOnlyList<Section> Several(Section section, string key) =>
        section.IsList(key) ? section.Children(key) : section.Has(key) ? [section.Child(key)] : [];

    private static UserCertificate? ReadUserCertificate(Section section)
    {
        var certificate = section.FilePath("userCertificate");
        var key = section.FilePath("userKey");
        if ((certificate is null) != (key is null))
        {
            section.Fail(certificate is null ? "userKey" : "userCertificate", "needs the other of 'userCertificate' and 'userKey'");
            return null;
        }

        if (certificate is null || key is null)
        {
            return null;
        }

        if (section.Has("user"))
        {
            section.Fail("userCertificate", "and 'user' are both set: keep one");
        }

        try
        {
            return UserCertificate.Load(certificate, key);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            section.Fail("userCertificate", $"cannot be used: {failure.Message.TrimEnd('.')}");
            return null;
        }
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
