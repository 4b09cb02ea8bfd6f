using IndustrialGateway.LinkEmulator.Control;
using IndustrialGateway.LinkEmulator.Profiles;

namespace IndustrialGateway.LinkEmulator.Proxy;

/// <summary>The commands that a proxy can obey, answered as those of a link.</summary>
internal sealed class ProxyCommands(LinkProxy proxy, LinkProfiles profiles) : ICommands
{
    public bool IsOver { get; private set; }

    public string Answer(string line)
    {
        try
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words is ["stat"])
            {
                return LinkJson.Write("stat", new { proxy.Bytes });
            }

            Obey(words);
            return LinkJson.Write("ok", line.Trim());
        }
        catch (LinkProfileException mistake)
        {
            return LinkJson.Write("error", mistake.Message);
        }
    }

    private void Obey(string[] words)
    {
        switch (words)
        {
            case ["set", var direction, .. var settings]:
                proxy.Set(direction, settings);
                break;
            case ["profile", var name]:
                proxy.Use(profiles[name]);
                break;
            case ["down"]:
                proxy.Cut();
                break;
            case ["up"]:
                proxy.Restore();
                break;
            case ["quit"]:
                IsOver = true;
                break;
            default:
                throw new LinkProfileException(
                    $"\"{string.Join(' ', words)}\" is nothing that a TCP proxy can do. It knows set, profile, down, up, stat and quit.");
        }
    }
}
