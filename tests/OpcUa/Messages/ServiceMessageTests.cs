using CsCheck;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Messages;

public sealed class ServiceMessageTests
{
    private static readonly StatusCode[] Refusals =
        [StatusCode.BadDecodingError, StatusCode.BadEncodingLimitsExceeded, StatusCode.BadUnknownResponse];

    private static readonly byte[][] Requests = [.. Samples.Requests.Select(Encoded)];

    private static readonly byte[][] Responses = [.. Samples.Responses.Select(Encoded)];

    public static TheoryData<int> RequestCases => [.. Enumerable.Range(0, Samples.Requests.Length)];

    public static TheoryData<int> ResponseCases => [.. Enumerable.Range(0, Samples.Responses.Length)];

    [Theory]
    [MemberData(nameof(RequestCases))]
    public void A_request_is_read_as_what_was_written(int index)
    {
        var read = ServiceMessages.DecodeRequest(Requests[index], CodecLimits.Server);

        Assert.Equal(Samples.Requests[index].GetType(), read.GetType());
        Assert.Equal(Requests[index], Encoded(read));
    }

    [Theory]
    [MemberData(nameof(ResponseCases))]
    public void A_response_is_read_as_what_was_written(int index)
    {
        var read = ServiceMessages.DecodeResponse(Responses[index], CodecLimits.Client);

        Assert.Equal(Samples.Responses[index].GetType(), read.GetType());
        Assert.Equal(Responses[index], Encoded(read));
    }

    [Fact]
    public void Every_message_is_among_the_samples()
    {
        var spoken = typeof(ServiceMessage).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ServiceMessage)) && !type.IsAbstract && type != typeof(UnsupportedRequest));

        Assert.Empty(spoken.Except([.. Samples.Requests.Select(each => each.GetType()), .. Samples.Responses.Select(each => each.GetType())]));
    }

    [Fact]
    public void A_message_cut_off_anywhere_is_refused()
    {
        foreach (var message in Responses)
        {
            for (var length = 0; length < message.Length; length++)
            {
                Assert.Throws<UaException>(() => ServiceMessages.DecodeResponse(message.AsSpan(0, length), CodecLimits.Client));
            }
        }

        foreach (var message in Requests)
        {
            for (var length = 0; length < message.Length; length++)
            {
                Assert.Throws<UaException>(() => ServiceMessages.DecodeRequest(message.AsSpan(0, length), CodecLimits.Server));
            }
        }
    }

    [Fact]
    public void A_message_altered_anywhere_raises_nothing_but_the_stacks_own_exception() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue], Gen.Byte).Sample(
            (which, place, other) => IsReadOrRefused(Altered(Requests, which, place, other)) && IsReadOrRefused(Altered(Responses, which, place, other)),
            iter: 50_000);

    [Fact]
    public void Random_bytes_raise_nothing_but_the_stacks_own_exception() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte.Array[0, 300]).Sample(
            (which, bytes) => IsReadOrRefused([.. Requests[which % Requests.Length][..4], .. bytes])
                && IsReadOrRefused([.. Responses[which % Responses.Length][..4], .. bytes]),
            iter: 20_000);

    [Fact]
    public void Of_a_service_not_spoken_here_the_header_is_read_so_that_it_can_be_answered()
    {
        byte[] addNodes = [1, 0, .. BitConverter.GetBytes((ushort)488), .. Encoded(new CloseSecureChannelRequest { Header = new RequestHeader { RequestHandle = 5 } })[4..], 1, 2, 3];

        var request = Assert.IsType<UnsupportedRequest>(ServiceMessages.DecodeRequest(addNodes, CodecLimits.Server));

        Assert.Equal(488u, request.EncodingId);
        Assert.Equal(5u, request.Header.RequestHandle);
    }

    [Fact]
    public void A_data_change_keeps_every_value_with_its_item()
    {
        var response = Assert.IsType<PublishResponse>(ServiceMessages.DecodeResponse(
            Responses[Array.FindIndex(Samples.Responses, each => each is PublishResponse)], CodecLimits.Client));

        using var changes = Assert.IsType<DataChangeNotification>(response.Notification.Data[0]);

        Assert.Equal(2, changes.Count);
        Assert.Equal(6u, changes.Items.Span[0].ClientHandle);
        Assert.Equal("value", changes.Items.Span[0].Value.Value.AsString());
        Assert.Equal(9.5, changes.Items.Span[1].Value.Value.AsDouble());
        Assert.Equal(StatusCode.BadTimeout, Assert.IsType<StatusChangeNotification>(response.Notification.Data[1]).Status);
        Assert.Equal(new NodeId(4711), Assert.IsType<RawNotification>(response.Notification.Data[2]).Body.TypeId);
    }

    [Fact]
    public void User_tokens_come_back_as_they_were()
    {
        UserIdentityToken[] tokens =
        [
            new AnonymousIdentityToken("a"),
            new UserNameIdentityToken("p", "u", [1, 2], "alg"),
            new X509IdentityToken("c", [3, 4]),
            new IssuedIdentityToken("i", [5, 6], "alg"),
        ];

        var read = tokens.Select(token => UserIdentityToken.Decode(token.ToExtensionObject(), CodecLimits.Server)).ToArray();

        Assert.Equal(tokens[0], read[0]);
        var user = Assert.IsType<UserNameIdentityToken>(read[1]);
        Assert.Equal(("p", "u", "alg"), (user.PolicyId, user.UserName, user.EncryptionAlgorithm));
        Assert.Equal([1, 2], user.Password);
        Assert.DoesNotContain("1", user.ToString(), StringComparison.Ordinal);
        var owner = Assert.IsType<X509IdentityToken>(read[2]);
        Assert.Equal("c", owner.PolicyId);
        Assert.Equal([3, 4], owner.CertificateData);
        var issued = Assert.IsType<IssuedIdentityToken>(read[3]);
        Assert.Equal(("i", "alg"), (issued.PolicyId, issued.EncryptionAlgorithm));
        Assert.Equal([5, 6], issued.TokenData);
        Assert.DoesNotContain("5", issued.ToString(), StringComparison.Ordinal);
    }

    private static byte[] Altered(byte[][] messages, int which, int place, byte other)
    {
        var message = messages[which % messages.Length].ToArray();
        message[place % message.Length] = other;
        return message;
    }

    private static bool IsReadOrRefused(byte[] bytes)
    {
        try
        {
            ServiceMessages.DecodeRequest(bytes, CodecLimits.Server);
            ServiceMessages.DecodeResponse(bytes, CodecLimits.Client);
            return true;
        }
        catch (UaException refusal)
        {
            return Refusals.Contains(refusal.Status);
        }
    }

    private static byte[] Encoded(ServiceMessage message)
    {
        using var output = new PooledBufferWriter();
        ServiceMessages.Encode(output, message);
        return output.WrittenSpan.ToArray();
    }
}
