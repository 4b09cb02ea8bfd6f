using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using IndustrialGateway.OpcUa.Channels;
using IndustrialGateway.OpcUa.Security;
using IndustrialGateway.OpcUa.Transport;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.Benchmarks.OpcUa;

/// <summary>What sealing and opening a chunk costs beside the bare AES-256-CBC and HMAC-SHA256 over the same bytes. Goal: within 20 %.</summary>
[MemoryDiagnoser]
public class ChunkBenchmarks : IDisposable
{
    private readonly byte[] _ours = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _theirs = RandomNumberGenerator.GetBytes(32);
    private readonly Aes _aes = Aes.Create();
    private readonly IncrementalHash _hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, RandomNumberGenerator.GetBytes(32));
    private readonly byte[] _iv = new byte[16];
    private readonly byte[] _signature = new byte[32];
    private byte[] _chunk = [];
    private byte[] _sealed = [];
    private byte[] _opened = [];
    private ChannelToken? _sending;
    private ChannelToken? _receiving;
    private int _body;

    [Params(2_048, 65_536)]
    public int ChunkSize { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _sending = Token(isClient: true);
        _receiving = Token(isClient: false);
        _body = SymmetricChunk.MaxBodyLength(ChunkSize, _sending);
        _chunk = new byte[ChunkSize];
        _sealed = _chunk[..SymmetricChunk.Seal(_chunk, _body, MessageType.Message, ChunkKind.Final, _sending, 1, 1)];
        _opened = new byte[_sealed.Length];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _aes.Dispose();
        _hmac.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public void RawEncryptAndSign()
    {
        _hmac.AppendData(_chunk.AsSpan(0, ChunkSize - 32));
        _hmac.GetHashAndReset(_signature);
        _aes.EncryptCbc(_chunk.AsSpan(16, ChunkSize - 16), _iv, _chunk.AsSpan(16), PaddingMode.None);
    }

    [Benchmark]
    public int Seal() => SymmetricChunk.Seal(_chunk, _body, MessageType.Message, ChunkKind.Final, _sending!, 1, 1);

    [Benchmark]
    public uint Open()
    {
        _sealed.CopyTo(_opened, 0); // it is decrypted in place
        return SymmetricChunk.Open(_opened, _receiving!).Sequence;
    }

    private ChannelToken Token(bool isClient)
    {
        using var material = TokenMaterial.FromNonces(SecurityPolicy.Basic256Sha256, _ours, _theirs);
        return ChannelToken.Make(
            1, 1, TimeSpan.FromHours(1), TimeProvider.System, SecurityPolicy.Basic256Sha256, MessageSecurityMode.SignAndEncrypt, material, isClient);
    }
}
