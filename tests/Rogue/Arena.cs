using IndustrialGateway.OpcUa.Client;
using IndustrialGateway.OpcUa.Types;
using IndustrialGateway.Rogue.Tests.Judging;
using IndustrialGateway.Rogue.Tests.Raw;

namespace IndustrialGateway.Rogue.Tests;

/// <summary>
/// A plant with an honest client, in which bad inputs are done one at a time. Each is judged the same way: the honest client is served
/// during and after it, nobody throws or logs what must not be, and memory stays within four times what the rogue said and an allowance.
/// </summary>
public sealed class Arena : IAsyncLifetime
{
    /// <summary>A case that has not ended after this many milliseconds is stuck.</summary>
    public const int Watchdog = 5_000;

    // A message may take 1 MiB whatever its size; the other is for the honest client, the rogue and the test itself.
    private const long Allowance = 2 * 1024 * 1024;
    // A rogue server makes and seals its answer anew for each attempt of the client.
    private const int CopiesOfAnAnswer = 3;
    private static int _cases;
    private HonestClient? _honest;
    private long _said;

    internal StrictLog Log { get; } = new();

    internal Plant Plant { get; } = new();

    internal HonestClient Honest => _honest ?? throw new InvalidOperationException("The arena is not open.");

    public async ValueTask InitializeAsync()
    {
        await Plant.StartAsync(Log);
        _honest = await HonestClient.StartAsync(Plant.ClientOptions(), Log);
        await ServedAsync();
        await AttackServerAsync(rogue => rogue.LogInAsync(), "closed"); // or the first case would pay for what is made once
    }

    public async ValueTask DisposeAsync()
    {
        await Honest.DisposeAsync();
        await Plant.DisposeAsync();
        Log.ExpectClean();
        Crashes.ExpectNoneAtAll();
    }

    internal Task ServedAsync() => Honest.ExpectServedAsync(Plant);

    /// <summary>Bytes that a rogue said besides those of the attacks here.</summary>
    internal void Count(long said) => Interlocked.Add(ref _said, said);

    /// <summary>Waits until those who left are gone and the plant has room for a newcomer.</summary>
    internal async Task RoomAsync()
    {
        while (true)
        {
            await using var newcomer = await RogueClient.ConnectAsync(Plant.Url);
            await newcomer.SayAsync(OpcUa.Tests.Channels.Wire.Hello());
            if (Heard.Kind(await newcomer.HearAsync()) == "ACKF")
            {
                return;
            }
        }
    }

    public async Task JudgeAsync(string id, string what, CancellationToken cancellationToken)
    {
        var input = BadInputs.Find(id, what);
        _said = 0;
        RogueClient.ComeFrom(Interlocked.Increment(ref _cases));
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await input.DoAsync(this).WaitAsync(cancellationToken);

        await ServedAsync();
        var taken = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.InRange(taken, 0, (4 * _said) + Allowance + input.MayTake);
        Log.ExpectClean();
        Crashes.ExpectNone();
    }

    /// <summary>Connects to the plant as a rogue, and expects to be hung up on with one of these statuses ("closed" is without a word).</summary>
    internal async Task AttackServerAsync(Func<RogueClient, Task> attack, params string[] expected)
    {
        await using var rogue = await RogueClient.ConnectAsync(Plant.Url);
        try
        {
            await attack(rogue);
            await ServedAsync();
            var heard = await rogue.EndAsync();
            heard.ExpectNoSecrets();
            Assert.True(expected.Length == 0 || expected.Contains(heard.Status), $"{heard.Status} instead of {string.Join(" or ", expected)}");
        }
        finally
        {
            Count(rogue.Said);
        }
    }

    /// <summary>Lets a client of the gateway meet a rogue, and expects that it says why it has no connection, and has one when the server is honest.</summary>
    internal Task AttackClientAsync(Func<RogueConnection, Task> script, params string[] expected) =>
        AttackClientAsync(script, options => options, expected);

    internal Task AttackClientAsync(Func<RogueConnection, Task> script, Func<UaClientOptions, UaClientOptions> configure, params string[] expected) =>
        MeetAsync(script, configure, async victim =>
        {
            var state = await victim.NextStateAsync(state => !state.IsConnected);
            Assert.True(expected.Contains(state.Status.ToString()), $"{state.Status} instead of {string.Join(" or ", expected)}: {state.Message}");
        });

    /// <summary>Lets a client meet a rogue; whatever the case then expects of it, it recovers as soon as an honest server is there.</summary>
    internal async Task MeetAsync(Func<RogueConnection, Task> script, Func<UaClientOptions, UaClientOptions> configure, Func<HonestClient, Task> expect)
    {
        await using var address = new RogueServer(script);
        await using var victim = await HonestClient.StartAsync(configure(Plant.ClientOptions(address.Url)), Log);
        await expect(victim);
        await ServedAsync();
        address.PutHonest(Plant.Url);
        await victim.ExpectServedAsync(Plant);
        Assert.NotEqual(StatusCode.BadUnexpectedError, victim.Client.State.Status);
        Count(address.Said * CopiesOfAnAnswer);
    }
}
