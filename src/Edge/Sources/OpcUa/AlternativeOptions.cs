using IndustrialGateway.Configuration;
using IndustrialGateway.OpcUa.Client.Redundancy;

namespace IndustrialGateway.Edge.Sources.OpcUa;

/// <summary>Where else the same machine can be read: the other servers of its redundant set.</summary>
internal static class AlternativeOptions
{
    private const string Key = "alternatives";

    /// <param name="endpoint">Where it is read first; null when that is missing or wrong.</param>
    public static IReadOnlyList<Uri> Read(Section section, Uri? endpoint)
    {
        List<Uri> alternatives = [];
        foreach (var item in section.Texts(Key))
        {
            if (!Uri.TryCreate(item.Text, UriKind.Absolute, out var url) || url.Scheme != "opc.tcp" || url.Host.Length == 0 || url.UserInfo.Length > 0)
            {
                // The text is not repeated: a password may stand in it.
                item.Fail($"An address of '{Key}' must start with opc.tcp:// and name a host.");
            }
            else if (url == endpoint || alternatives.Contains(url))
            {
                item.Fail($"'{Key}' names {url} again: name each server once, here or in 'endpoint'.");
            }
            else
            {
                alternatives.Add(url);
            }
        }

        if (alternatives.Count > FailoverOptions.MaxAlternatives)
        {
            section.Fail(Key, $"may name {FailoverOptions.MaxAlternatives} servers at most, not {alternatives.Count}");
        }

        if (alternatives.Count > 0 && section.Has("reverse"))
        {
            section.Fail(Key, "and 'reverse' are both set: a machine that calls is not called anywhere");
        }

        return alternatives;
    }
}
