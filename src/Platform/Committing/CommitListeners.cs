using System.Runtime.InteropServices;
using IndustrialGateway.Historian;

namespace IndustrialGateway.Platform.Committing;

/// <summary>Shows one commit to every listener.</summary>
internal sealed class CommitListeners(IEnumerable<ICommitListener> listeners, List<RecordOrigin> origins) : ICommitObserver
{
    public void Prepare(CommitOutcome outcome, ISideEntries entries)
    {
        foreach (var listener in listeners)
        {
            listener.Prepare(outcome, CollectionsMarshal.AsSpan(origins), entries);
        }
    }
}
