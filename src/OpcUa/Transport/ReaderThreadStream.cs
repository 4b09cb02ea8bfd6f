using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace IndustrialGateway.OpcUa.Transport;

/// <summary>
/// The bytes of a TCP connection that this side has made. Its one reader waits in a thread of its own, in which what follows a read goes on:
/// a message wakes that thread and no other. One reader and one writer at a time; whoever reads must not block that thread.
/// </summary>
/// <remarks>
/// With the runtime's asynchronous sockets a message wakes their poller, then a worker; where messages are small and many that costs
/// several times what is in them. A socket that is never used asynchronously stays out of the poller's sight, therefore connecting is done in
/// the thread, too.
/// </remarks>
internal sealed class ReaderThreadStream : Stream, IValueTaskSource<int>
{
    // A socket that says it takes more takes so much without waiting.
    private const int SmallWrite = 4_096;

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ManualResetValueTaskSourceCore<int> _reading;
    private CancellationTokenRegistration _cancelled;
    private Memory<byte> _target;
    private bool _isReading;
    private volatile bool _isClosed;

    private ReaderThreadStream(TimeSpan sendTimeout) => _socket.SendTimeout = (int)Math.Clamp(sendTimeout.TotalMilliseconds, 1, int.MaxValue);

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Resolves the name and connects to the first of its addresses that answers.</summary>
    /// <param name="sendTimeout">A peer that takes nothing for so long is gone.</param>
    /// <exception cref="SocketException">Nobody is there.</exception>
    public static async Task<ReaderThreadStream> ConnectAsync(string host, int port, TimeSpan sendTimeout, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        var stream = new ReaderThreadStream(sendTimeout);
        try
        {
            using var cancelled = cancellationToken.UnsafeRegister(static stream => ((Stream)stream!).Dispose(), stream);
            new Thread(() => stream.Run(addresses, port)) { IsBackground = true, Name = $"OPC UA {host}:{port}" }.Start();
            await stream._connected.Task.ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested(); // the reason, if the socket was closed while it was connecting
            throw;
        }
    }

    /// <summary>Waits for bytes. Cancelled, it closes the stream.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return ValueTask.FromException<int>(cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken) : Closed());
            }

            _reading.Reset();
            _target = buffer;
            _cancelled = cancellationToken.UnsafeRegister(static stream => ((Stream)stream!).Dispose(), this);
            _isReading = true;
        }

        var reading = new ValueTask<int>(this, _reading.Version);
        _wanted.Release();
        return reading;
    }

    /// <summary>Hands bytes to the socket; what it cannot take at once waits in a worker.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            if (buffer.Length <= SmallWrite && _socket.Poll(0, SelectMode.SelectWrite))
            {
                Send(buffer.Span);
                return ValueTask.CompletedTask;
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
        {
            return ValueTask.FromException(Explained(failure));
        }

        return new ValueTask(Task.Run(() => Send(buffer.Span), CancellationToken.None));
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Send(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _reading.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _reading.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _reading.OnCompleted(continuation, state, token, flags);

    /// <summary>Ends the connection: who reads or writes fails. The thread closes the socket when it has ended, so that nothing sent is reset.</summary>
    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
        }

        if (!_connected.Task.IsCompletedSuccessfully || !TryShutDown())
        {
            _socket.Dispose(); // ends also an attempt to connect, to whatever address it has come
        }

        _wanted.Release();
        base.Dispose(disposing);
    }

    private bool TryShutDown()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void Run(IPAddress[] addresses, int port)
    {
        try
        {
            _socket.Connect(addresses, port);
            _connected.SetResult();
            while (IsWanted())
            {
                Receive();
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            _connected.TrySetException(failure);
        }
        catch (ArgumentException)
        {
            // Only addresses of a family that this machine does not speak, or closed while it connected.
            _connected.TrySetException(new SocketException((int)SocketError.AddressFamilyNotSupported));
        }
        finally
        {
            _socket.Dispose();
        }
    }

    private bool IsWanted()
    {
        while (true)
        {
            _wanted.Wait();
            lock (_gate)
            {
                if (_isReading || _isClosed)
                {
                    return _isReading;
                }
            }
        }
    }

    // What waits for the bytes goes on in here, up to its next read.
    private void Receive()
    {
        var count = 0;
        Exception? failure = null;
        try
        {
            count = _socket.Receive(_target.Span);
        }
        catch (Exception caught) when (caught is SocketException or ObjectDisposedException)
        {
            failure = caught;
        }

        var cancelled = _cancelled.Token;
        _cancelled.Unregister();
        _isReading = false;
        _reading.RunContinuationsAsynchronously = _isClosed || failure is not null; // the last: this thread has nothing to wait for any more
        if (_isClosed)
        {
            _reading.SetException(cancelled.IsCancellationRequested ? new OperationCanceledException(cancelled) : Closed());
        }
        else if (failure is not null)
        {
            _reading.SetException(Explained(failure));
        }
        else
        {
            _reading.SetResult(count);
        }
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[_socket.Send(bytes)..];
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw Explained(failure);
        }
    }

    private Exception Explained(Exception failure) => _isClosed ? Closed() : failure as IOException ?? new IOException(failure.Message, failure);

    private static ObjectDisposedException Closed() => new(nameof(ReaderThreadStream));
}
