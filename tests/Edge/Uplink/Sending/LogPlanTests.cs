using CsCheck;
using IndustrialGateway.Buffering;
using IndustrialGateway.V1;
using Microsoft.Extensions.Logging.Abstractions;
using SequenceRange = IndustrialGateway.Model.SequenceRange;

namespace IndustrialGateway.Edge.Uplink.Sending;

/// <summary>Whatever is kept, sent, acknowledged or begun anew: all that is not stored is sent once in the end.</summary>
public sealed class LogPlanTests : IAsyncLifetime
{
    private const int Steps = 60;

    private static readonly Gen<(Step What, int Count)[]> Histories =
        Gen.Select(Gen.Enum<Step>(), Gen.Int[1, 20]).Array[1, Steps];

    private readonly TemporaryFolder _folder = new();

    private enum Step
    {
        Keep,
        SendLive,
        SendLate,
        Store,
        FallBehind,
        Begin,
        Join,
        Resume,
        SendAgain,
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData((int)BacklogOrder.OldestFirst)]
    [InlineData((int)BacklogOrder.NewestFirst)]
    public async Task Everything_is_stored_in_the_end_and_nothing_is_let_go_of_before(int order) => await Histories.SampleAsync(
        async history =>
        {
            await using var buffer = NewBuffer();
            var world = new World(buffer, new LogPlan(Log.Process, buffer, (BacklogOrder)order));
            foreach (var (what, count) in history)
            {
                await world.DoAsync(what, count);
            }

            await world.FinishAsync();
            Assert.Equal(buffer.NextSequence, buffer.AcknowledgedBefore);
        },
        iter: 30);

    [Fact]
    public async Task What_becomes_durable_while_a_stream_takes_over_is_late_or_live_and_never_neither()
    {
        await using var buffer = NewBuffer();
        var plan = new LogPlan(Log.Process, buffer, BacklogOrder.OldestFirst);
        var appending = Task.Run(async () =>
        {
            for (var record = 1; record <= 1_000; record++)
            {
                await buffer.WaitDurableAsync(await buffer.AppendAsync(new byte[1], 1, default), default);
            }
        });
        while (!appending.IsCompleted)
        {
            plan.Resume();
            Assert.Equal(plan.Live - 1, plan.LateCount);
        }

        await appending;
    }

    private DurableBuffer NewBuffer() => DurableBuffer.Open(
        new DurableBufferOptions { Folder = Path.Combine(_folder.Path, Guid.NewGuid().ToString("N")), MaxBytes = 1 << 20, SegmentBytes = 64 << 10, MaxRecordBytes = 1000 },
        TimeProvider.System,
        NullLogger<DurableBuffer>.Instance);

    /// <summary>A platform that has stored a set of sequences, and what is under way to it.</summary>
    private sealed class World(DurableBuffer buffer, LogPlan plan)
    {
        private readonly SortedSet<long> _stored = [];
        private readonly List<SequenceRange> _underWay = [];
        private bool _begun;

        public async Task DoAsync(Step what, int count)
        {
            if (what != Step.Keep && !_begun)
            {
                Begin();
            }

            switch (what)
            {
                case Step.Keep:
                    for (var index = 0; index < count; index++)
                    {
                        await buffer.WaitDurableAsync(await buffer.AppendAsync(new byte[10], 1, default), default);
                    }

                    break;
                case Step.SendLive when plan.HasLive:
                    Send(new SequenceRange(plan.Live, Math.Min(count, buffer.DurableBefore - plan.Live)), isLate: false);
                    break;
                case Step.SendLate when plan.NextLate() is { } late:
                    Send(late with { Count = Math.Min(count, late.Count) }, isLate: true);
                    break;
                case Step.Store when _underWay.Count > 0:
                    Store(count % _underWay.Count);
                    break;
                case Step.FallBehind:
                    plan.FallBehind();
                    break;
                case Step.Begin:
                    Begin();
                    break;
                case Step.Join:
                    plan.Begin(Told(), isAlone: false);
                    break;
                case Step.Resume:
                    plan.Resume();
                    break;
                case Step.SendAgain:
                    plan.SendAgain([.. _underWay]);
                    _underWay.Clear();
                    break;
            }
        }

        public async Task FinishAsync()
        {
            Begin();
            while (plan.NextLate() is not null || plan.HasLive)
            {
                await DoAsync(plan.HasLive ? Step.SendLive : Step.SendLate, 1000);
            }

            while (_underWay.Count > 0)
            {
                Store(0);
            }
        }

        private void Begin()
        {
            _begun = true;
            _underWay.Clear();
            plan.Begin(Told(), isAlone: true);
        }

        private void Send(SequenceRange range, bool isLate)
        {
            Assert.DoesNotContain(Sequences(range), _stored.Contains);
            plan.Sending(range, isLate);
            _underWay.Add(range);
        }

        private void Store(int index)
        {
            _stored.UnionWith(Sequences(_underWay[index]));
            _underWay.RemoveAt(index);
            plan.Acknowledge(Told());
            Assert.True(buffer.AcknowledgedBefore <= Before());
        }

        private long Before()
        {
            var before = 1L;
            while (_stored.Contains(before))
            {
                before++;
            }

            return before;
        }

        private Acknowledgement Told()
        {
            var told = new Acknowledgement { Log = Log.Process, StoredBefore = (ulong)Before() };
            told.StoredRanges.Add(_stored
                .Where(sequence => sequence > Before())
                .Select(sequence => new V1.SequenceRange { First = (ulong)sequence, Count = 1 }));
            return told;
        }

        private static IEnumerable<long> Sequences(SequenceRange range)
        {
            for (var sequence = range.First; sequence < range.End; sequence++)
            {
                yield return sequence;
            }
        }
    }
}
