using CsCheck;
using IndustrialGateway.Buffering.Simulation;

namespace IndustrialGateway.Buffering;

/// <summary>The buffer against a list in memory, through random histories of use.</summary>
public sealed class ModelTests
{
    private const int MostSteps = 60;

    private enum Act
    {
        Append,
        AppendMany,
        Read,
        SeekBack,
        SeekAhead,
        Acknowledge,
        AcknowledgeBehindAHole,
        Reopen,
        Kill,
    }

    [Fact]
    public Task Whatever_is_done_to_it_it_holds_what_a_list_would_hold() =>
        Gen.Select(Gen.Int[0, (int)Act.Kill], Gen.Int[1, 120])
            .Array[1, MostSteps]
            .SampleAsync(steps => new Run().GoAsync(steps), iter: 250, threads: 2);

    /// <summary>One history, and what a list would know after it.</summary>
    private sealed class Run
    {
        private readonly HashSet<long> _acknowledged = [];
        private readonly HashSet<long> _told = [];
        private readonly HashSet<long> _lost = [];
        private readonly HashSet<long> _passed = [];
        private SimulatedDisk _disk = new();
        private DurableBuffer _buffer;
        private BufferReader _reader;
        private long _next = 1;
        private bool _wasKilled;
        private bool _wasEstimated;

        public Run()
        {
            _buffer = Buffers.Open("/simulated", _disk);
            _reader = _buffer.OpenReader(1);
        }

        public async Task GoAsync((int Act, int Amount)[] steps)
        {
            try
            {
                foreach (var (act, amount) in steps)
                {
                    await StepAsync((Act)act, amount);
                }

                await _buffer.WaitDurableAsync(_next - 1, default);
                _reader.Seek(_buffer.AcknowledgedBefore);
                Read(int.MaxValue);
                Assert.Equal(_next, _reader.Position);
                VerifyAccount();
                Assert.True(_buffer.Statistics.Bytes <= Buffers.MaxBytes, $"{_buffer.Statistics.Bytes} bytes");
            }
            finally
            {
                await _buffer.DisposeAsync();
            }
        }

        private async Task StepAsync(Act act, int amount)
        {
            switch (act)
            {
                case Act.Append or Act.AppendMany:
                    for (var last = _next + (act == Act.Append ? 1 : amount); _next < last; _next++)
                    {
                        Assert.Equal(_next, await _buffer.AppendAsync(Buffers.Record(_next), Buffers.Samples(_next), default));
                    }

                    break;
                case Act.Read:
                    await _buffer.WaitDurableAsync(_next - 1, default);
                    Read(amount);
                    break;
                case Act.SeekBack:
                    _reader.Seek(Math.Max(_buffer.AcknowledgedBefore, _reader.Position - amount));
                    break;
                case Act.SeekAhead:
                    _reader.Seek(Math.Min(_buffer.DurableBefore, _reader.Position + amount));
                    break;
                case Act.Acknowledge:
                    await _buffer.WaitDurableAsync(_next - 1, default);
                    Acknowledge(1, Known(_reader.Position - (amount / 10)));
                    break;
                case Act.AcknowledgeBehindAHole:
                    await _buffer.WaitDurableAsync(_next - 1, default);
                    Acknowledge(Known(_reader.Position - amount), Known(_reader.Position));
                    break;
                default:
                    await ReopenAsync(kill: act == Act.Kill);
                    break;
            }
        }

        /// <summary>The last place up to there whose samples the buffer can know: a reader passed it, or its record is there.</summary>
        private long Known(long place)
        {
            while (place > _buffer.AcknowledgedBefore && place < _buffer.OldestSequence && !_passed.Contains(place))
            {
                place--;
            }

            return Math.Max(place, _buffer.AcknowledgedBefore);
        }

        private void Acknowledge(long first, long before)
        {
            _buffer.Acknowledge(first, before);
            for (var sequence = first; sequence < before; sequence++)
            {
                if (_acknowledged.Add(sequence) && _told.Contains(sequence))
                {
                    _lost.Add(sequence);
                }
            }

            Assert.Equal(FirstHole(), _buffer.AcknowledgedBefore);
        }

        private void Read(int most)
        {
            var position = _reader.Position;
            for (var count = 0; count < most && _reader.TryRead(out var entry); count++)
            {
                Assert.Equal(position, entry.Sequence);
                position = entry.Next;
                _passed.Add(position);
                if (entry.Skipped is { } skipped)
                {
                    VerifySkipped(skipped);
                }
                else
                {
                    Assert.DoesNotContain(entry.Sequence, _told);
                    Assert.Equal(Buffers.Record(entry.Sequence), entry.Record.ToArray());
                    Assert.Equal(Buffers.Samples(entry.Sequence), entry.SampleCount);
                }
            }
        }

        private void VerifySkipped(SkippedRange skipped)
        {
            var isLoss = skipped.Reason == SkipReason.Evicted;
            Assert.True(isLoss || skipped.Reason == SkipReason.Removed, skipped.ToString());
            Assert.True(!isLoss || skipped.Before <= _buffer.OldestSequence, skipped.ToString());
            for (var sequence = skipped.First; sequence < skipped.Before; sequence++)
            {
                Assert.Equal(isLoss, !_acknowledged.Contains(sequence));
                if (isLoss)
                {
                    _told.Add(sequence);
                }
            }

            // A place inside what was dropped that no reader has passed in this run is estimated, and with it how many samples before it are not lost.
            var isEstimated = isLoss && Known(skipped.First) != skipped.First;
            _wasEstimated |= isEstimated;
            if (isLoss && !_wasKilled && !isEstimated)
            {
                Assert.Equal(Buffers.SamplesIn(skipped), skipped.SampleCount);
            }
        }

        private async Task ReopenAsync(bool kill)
        {
            await _buffer.WaitDurableAsync(_next - 1, default);
            var found = kill ? _disk.AfterKill() : _disk;
            await _buffer.DisposeAsync();
            (_disk, _buffer) = (found, Buffers.Open("/simulated", found));
            _wasKilled |= kill;
            _passed.Clear();
            Assert.Equal(_next, _buffer.NextSequence);
            Assert.InRange(_buffer.AcknowledgedBefore, 1, FirstHole());
            if (kill)
            {
                // As the platform tells it when a stream begins.
                _told.Clear();
                foreach (var (first, before) in Ranges(_acknowledged))
                {
                    _buffer.Acknowledge(first, before);
                }
            }

            Assert.Equal(FirstHole(), _buffer.AcknowledgedBefore);
            VerifyAccount();
            _reader = _buffer.OpenReader(FirstHole());
        }

        private void VerifyAccount()
        {
            var statistics = _buffer.Statistics;
            var all = Enumerable.Range(1, (int)_next - 1).Select(sequence => (long)sequence).ToList();
            var pending = all.FindAll(sequence => sequence >= _buffer.OldestSequence && !_acknowledged.Contains(sequence));
            Assert.Equal(pending.Count, statistics.Records);
            Assert.Equal(pending.Sum(Buffers.Samples), statistics.Samples);
            Assert.Equal(_next - 1, statistics.Records + statistics.AcknowledgedRecords + statistics.EvictedRecords);
            Assert.Equal(
                Buffers.SamplesIn(1, _next), statistics.Samples + statistics.AcknowledgedSamples + statistics.EvictedSamples);
            Assert.Equal(0, statistics.DamagedRecords + statistics.UnfinishedRecords + statistics.ExpiredRecords + statistics.ShedRecords);
            if (!_wasKilled)
            {
                var lost = all.FindAll(
                    sequence => _lost.Contains(sequence) || (sequence < _buffer.OldestSequence && !_acknowledged.Contains(sequence)));
                Assert.Equal(lost.Count, statistics.EvictedRecords);
                Assert.True(_wasEstimated || lost.Sum(Buffers.Samples) == statistics.EvictedSamples, statistics.ToString());
            }
        }

        private long FirstHole()
        {
            var hole = 1L;
            while (_acknowledged.Contains(hole))
            {
                hole++;
            }

            return hole;
        }

        private static IEnumerable<(long First, long Before)> Ranges(HashSet<long> set)
        {
            foreach (var first in set.Where(sequence => !set.Contains(sequence - 1)))
            {
                var before = first;
                while (set.Contains(before))
                {
                    before++;
                }

                yield return (first, before);
            }
        }
    }
}
