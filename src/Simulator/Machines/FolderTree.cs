using IndustrialGateway.OpcUa.Server.Space;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Simulator.Machines;

/// <summary>Makes the folders of a path where they are first needed; a node's id is the path to it with dots.</summary>
internal sealed class FolderTree(AddressSpace space, Node root)
{
    private readonly Dictionary<string, Node> _folders = new() { [""] = root };

    /// <summary>Where the node of a path goes: its folder, its id and its name.</summary>
    public (Node Folder, NodeId Id, string Name) Place(string path)
    {
        var slash = path.LastIndexOf('/');
        return (Folder(slash < 0 ? "" : path[..slash]), Id(path), path[(slash + 1)..]);
    }

    private Node Folder(string path)
    {
        if (!_folders.TryGetValue(path, out var folder))
        {
            var slash = path.LastIndexOf('/');
            var parent = Folder(slash < 0 ? "" : path[..slash]);
            folder = space.AddFolder(parent, Id(path), path[(slash + 1)..]);
            _folders.Add(path, folder);
        }

        return folder;
    }

    private NodeId Id(string path) => new($"{root.Id.Text}.{path.Replace('/', '.')}", root.Id.NamespaceIndex);
}
