using Google.Protobuf;
using Grpc.Core;
using IndustrialGateway.V1;

namespace IndustrialGateway.Faults.Meddling;

/// <summary>Acknowledgements never arrive.</summary>
internal sealed class LostAcknowledgements : Interference
{
    public override IEnumerable<ExchangeResponse> Down(ExchangeResponse response) =>
        response.MessageCase == ExchangeResponse.MessageOneofCase.Acknowledgement ? [] : [response];
}

/// <summary>Each acknowledgement arrives three times.</summary>
internal sealed class RepeatedAcknowledgements : Interference
{
    public override IEnumerable<ExchangeResponse> Down(ExchangeResponse response) =>
        response.MessageCase == ExchangeResponse.MessageOneofCase.Acknowledgement ? [response, response, response] : [response];
}

/// <summary>Acknowledgements arrive in twos, the later one first.</summary>
internal sealed class ReorderedAcknowledgements : Interference
{
    private ExchangeResponse? _held;

    public override IEnumerable<ExchangeResponse> Down(ExchangeResponse response)
    {
        if (response.MessageCase != ExchangeResponse.MessageOneofCase.Acknowledgement)
        {
            return [response];
        }

        var held = Interlocked.Exchange(ref _held, null);
        if (held is null)
        {
            _held = response;
            return [];
        }

        return [response, held];
    }
}

/// <summary>A platform so slow that one acknowledgement comes each second.</summary>
internal sealed class SlowAcknowledgements : Interference
{
    private long _second;

    public override IEnumerable<ExchangeResponse> Down(ExchangeResponse response)
    {
        var second = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return response.MessageCase != ExchangeResponse.MessageOneofCase.Acknowledgement || Interlocked.Exchange(ref _second, second) != second
            ? [response]
            : [];
    }
}

/// <summary>An acknowledgement of what was never sent: nothing may be let go of by it.</summary>
internal sealed class ForgedAcknowledgement : Interference
{
    public override IEnumerable<ExchangeResponse> Down(ExchangeResponse response)
    {
        if (response.MessageCase == ExchangeResponse.MessageOneofCase.Acknowledgement)
        {
            response = response.Clone();
            response.Acknowledgement.StoredBefore += 100_000;
        }

        return [response];
    }
}

/// <summary>Everything is taken and nothing comes back.</summary>
internal sealed class BlackHole : Interference
{
    public override IEnumerable<ExchangeRequest> Up(ExchangeRequest request) => [];

    public override IEnumerable<ExchangeResponse> Down(ExchangeResponse response) => [];
}

/// <summary>Streams are refused with a status.</summary>
internal sealed class Refusal(StatusCode status) : Interference
{
    public override void Open() => throw new RpcException(new Status(status, "not now"));
}

/// <summary>One bit of one record is not as it was sent: the platform will never store that record.</summary>
internal sealed class PoisonedRecord(Random random) : Interference
{
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _poisoned = 1;

    /// <summary>
    /// From here on the next record is spoiled that has just come to the gateway: one of a backlog may have been sent before, and shown.
    /// </summary>
    public void Begin() => Volatile.Write(ref _poisoned, 0);

    /// <summary>Completes when it is on its way.</summary>
    public Task Met => _met.Task;

    public override IEnumerable<ExchangeRequest> Up(ExchangeRequest request)
    {
        if (request.Block is { Codec: Codec.None, Backlog: false } block && Interlocked.CompareExchange(ref _poisoned, 1, 0) == 0)
        {
            request = request.Clone();
            var records = RecordBlock.Parser.ParseFrom(block.Content);
            var at = random.Next(records.Records.Count);
            var bytes = records.Records[at].ToByteArray();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            records.Records[at] = ByteString.CopyFrom(bytes);
            request.Block.Content = records.ToByteString();
            _met.TrySetResult();
        }

        return [request];
    }

    /// <summary>The gateway is told that the platform takes no compressed blocks, so that what it sends can be spoiled here.</summary>
    public override IEnumerable<ExchangeResponse> Down(ExchangeResponse response)
    {
        if (response.Welcome is not null)
        {
            response = response.Clone();
            response.Welcome.Codecs.Clear();
        }

        return [response];
    }
}
