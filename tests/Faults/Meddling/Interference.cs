using IndustrialGateway.V1;

namespace IndustrialGateway.Faults.Meddling;

/// <summary>What happens to the messages of a stream between gateway and platform; by itself nothing.</summary>
internal class Interference
{
    /// <summary>Throws what a platform may throw instead of taking the stream.</summary>
    public virtual void Open()
    {
    }

    /// <summary>What comes out towards the platform.</summary>
    public virtual IEnumerable<ExchangeRequest> Up(ExchangeRequest request) => [request];

    /// <summary>What comes out towards the gateway.</summary>
    public virtual IEnumerable<ExchangeResponse> Down(ExchangeResponse response) => [response];
}
