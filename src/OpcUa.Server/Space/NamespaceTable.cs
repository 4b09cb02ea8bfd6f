using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Space;

/// <summary>The server's namespaces: index 0 is OPC UA's, 1 the server's own, and the list only grows.</summary>
public sealed class NamespaceTable
{
    public const string OpcUa = "http://opcfoundation.org/UA/";

    private readonly Lock _gate = new();
    private volatile string[] _uris;

    internal NamespaceTable(string serverUri) => _uris = [OpcUa, serverUri];

    public IReadOnlyList<string> Uris => _uris;

    /// <summary>The index of a namespace, added when it is new.</summary>
    /// <exception cref="InvalidOperationException">There are 65,535 already.</exception>
    public ushort Add(string uri)
    {
        lock (_gate)
        {
            var index = Array.IndexOf(_uris, uri);
            if (index < 0)
            {
                index = _uris.Length;
                if (index >= ushort.MaxValue)
                {
                    throw new InvalidOperationException("A server has at most 65,535 namespaces.");
                }

                _uris = [.. _uris, uri];
            }

            return (ushort)index;
        }
    }

    internal Variant ToVariant() => Variant.OfArray(BuiltInType.String, _uris);
}
