using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.Rogue.Tests.Judging;
using IndustrialGateway.Rogue.Tests.Raw;

namespace IndustrialGateway.Rogue.Tests.Sessions;

/// <summary>The usual ways in which a rogue server answers a client that has connected to it.</summary>
internal static class RogueAnswers
{
    /// <summary>Answers some requests as the case wants (null leaves it to honesty), and judges what the client then does with its session.</summary>
    public static BadInput Serving(
        string id, string what, Func<ServiceRequest, ServiceResponse?> answer, Func<UaSession, Task> use, long mayTake = 8 * 1024 * 1024) =>
        new(id, what, arena => arena.MeetAsync(rogue => rogue.ServeAsync(By(answer)), options => options, async victim =>
            await use(await victim.Client.GetSessionAsync(TestContext.Current.CancellationToken))), mayTake);

    /// <summary>The client cannot keep its session, and says why.</summary>
    public static BadInput Losing(string id, string what, Func<ServiceRequest, ServiceResponse?> answer, params string[] expected) =>
        new(id, what, arena => arena.AttackClientAsync(rogue => rogue.ServeAsync(By(answer)), options => options with
        {
            OperationTimeout = TimeSpan.FromMilliseconds(500),
        }, expected), MayTake: 8 * 1024 * 1024);

    /// <summary>The rogue answers Publish requests as the case wants, until the victim has noted what is expected.</summary>
    public static BadInput Publishing(string id, string what, Func<int, PublishResponse?> answer, Func<HonestClient, Task> expect, Func<ServiceRequest, ServiceResponse?>? rest = null, long mayTake = 8 * 1024 * 1024)
    {
        return new(id, what, arena =>
        {
            var count = 0;
            return arena.MeetAsync(rogue => rogue.ServeAsync(By(request => request is PublishRequest ? answer(Interlocked.Increment(ref count)) : rest?.Invoke(request))), options => options with
            {
                OperationTimeout = TimeSpan.FromSeconds(1),
            }, expect);
        }, mayTake);
    }

    public static Answering By(Func<ServiceRequest, ServiceResponse?> answer) => async (connection, id, request) =>
    {
        if (answer(request) is not { } response)
        {
            return false;
        }

        await connection.AnswerAsync(id, response);
        return true;
    };
}
