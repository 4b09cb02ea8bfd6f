using Grpc.Core;
using Grpc.Core.Interceptors;

namespace IndustrialGateway.Cli.Fakes;

/// <summary>Lets in who has the key.</summary>
internal sealed class KeyCheck(string key) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, responseStream, context);
    }

    private void Check(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue("x-api-key") != key)
        {
            throw new RpcException(new Status(StatusCode.Unauthenticated, "The API key is not known."));
        }
    }
}
