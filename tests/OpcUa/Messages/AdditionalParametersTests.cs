using CsCheck;
using IndustrialGateway.OpcUa.Codec;
using IndustrialGateway.OpcUa.Messages;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Tests.Messages;

public sealed class AdditionalParametersTests
{
    private static readonly AdditionalParameter Policy = new(new QualifiedName(0, AdditionalParameters.PolicyUri), Variant.Of("urn:policy"));

    private static readonly AdditionalParameter Key =
        new(new QualifiedName(0, AdditionalParameters.Key), Variant.Of(new SignedEphemeralKey([1, 2], [3]).ToExtensionObject()));

    [Fact]
    public void They_have_the_bytes_of_the_specification()
    {
        var header = AdditionalParameters.Wrap(Policy);

        Assert.Equal(new NodeId(17537), header.TypeId);
        Assert.Equal(
            [1, 0, 0, 0, 0, 0, 13, 0, 0, 0, .. "ECDHPolicyUri"u8, 12, 10, 0, 0, 0, .. "urn:policy"u8],
            header.Body.ToArray());
    }

    [Fact]
    public void Each_is_found_by_its_name_in_namespace_0()
    {
        var elsewhere = new AdditionalParameter(new QualifiedName(1, AdditionalParameters.PolicyUri), Variant.Of("urn:other"));
        var header = AdditionalParameters.Wrap(elsewhere, Policy, Key);

        Assert.Equal("urn:policy", AdditionalParameters.Find(header, AdditionalParameters.PolicyUri, CodecLimits.Server).AsString());
        var key = SignedEphemeralKey.Decode(AdditionalParameters.Find(header, AdditionalParameters.Key, CodecLimits.Server), CodecLimits.Server);
        Assert.Equal([1, 2, 3], [.. key!.PublicKey, .. key.Signature]);
        Assert.True(AdditionalParameters.Find(header, "another", CodecLimits.Server).IsNull);
        Assert.True(AdditionalParameters.Find(ExtensionObject.Null, AdditionalParameters.Key, CodecLimits.Server).IsNull);
    }

    [Fact]
    public void A_value_that_is_no_key_is_none()
    {
        Assert.Null(SignedEphemeralKey.Decode(Variant.Of(StatusCode.BadSecurityPolicyRejected), CodecLimits.Client));
        Assert.Null(SignedEphemeralKey.Decode(Variant.Of(AdditionalParameters.Wrap(Policy)), CodecLimits.Client));
        Assert.Null(SignedEphemeralKey.Decode(Variant.Null, CodecLimits.Client));
    }

    [Fact]
    public void Altered_bytes_raise_nothing_but_the_stacks_own_exception() =>
        Gen.Select(Gen.Int[0, 10_000], Gen.Byte, Gen.Byte.Array[0, 20]).Sample(
            (place, other, tail) =>
            {
                byte[] body = [.. AdditionalParameters.Wrap(Policy, Key).Body.Span, .. tail];
                body[place % body.Length] = other;
                try
                {
                    var value = AdditionalParameters.Find(new ExtensionObject(new NodeId(17537), ExtensionBody.Binary, body), AdditionalParameters.Key, CodecLimits.Server);
                    SignedEphemeralKey.Decode(value, CodecLimits.Server);
                }
                catch (UaException)
                {
                    // What is promised.
                }
            },
            iter: 20_000);

    [Fact]
    public void A_list_that_no_specification_needs_is_refused()
    {
        var header = new ExtensionObject(new NodeId(17537), ExtensionBody.Binary, (byte[])[0xE8, 3, 0, 0, .. new byte[7_000]]);

        Assert.Throws<UaException>(() => AdditionalParameters.Find(header, AdditionalParameters.Key, CodecLimits.Server));
    }
}
