using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Server.Services;

/// <summary>The Publish requests of one session that wait for something to say; a full queue sends the oldest back (Part 4 §5.14.5).</summary>
/// <remarks>Its session holds the lock.</remarks>
internal sealed class PublishQueue(int capacity)
{
    private readonly Queue<WaitingPublish> _waiting = new();

    public int Count => _waiting.Count;

    public Task<PublishResponse> AddAsync(StatusCode[] acknowledgements)
    {
        if (_waiting.Count == capacity)
        {
            Refuse(_waiting.Dequeue(), StatusCode.BadTooManyPublishRequests);
        }

        var waiting = new WaitingPublish(
            acknowledgements, new TaskCompletionSource<PublishResponse>(TaskCreationOptions.RunContinuationsAsynchronously));
        _waiting.Enqueue(waiting);
        return waiting.Answer.Task;
    }

    public WaitingPublish Take() => _waiting.Dequeue();

    /// <summary>Sends every request back.</summary>
    public void Refuse(StatusCode status)
    {
        while (_waiting.TryDequeue(out var waiting))
        {
            Refuse(waiting, status);
        }
    }

    // An answer with a bad status, not a fault of the task: a client sends as many as it likes, and nobody may be left to look at the task.
    private static void Refuse(WaitingPublish waiting, StatusCode status) =>
        waiting.Answer.SetResult(new PublishResponse { Header = new ResponseHeader { ServiceResult = status } });
}

/// <summary>A Publish request whose acknowledgements are done.</summary>
internal sealed record WaitingPublish(StatusCode[] Acknowledgements, TaskCompletionSource<PublishResponse> Answer);
