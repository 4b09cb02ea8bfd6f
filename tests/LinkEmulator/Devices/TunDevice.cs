using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace IndustrialGateway.LinkEmulator.Devices;

/// <summary>
/// A network device whose other end is this program: what the kernel sends into it is read here, what is written here the kernel receives. It stays
/// in our hands when it is moved to another namespace, and is gone when this program is.
/// </summary>
internal sealed partial class TunDevice : IDisposable
{
    private const string Control = "/dev/net/tun";
    private const int ReadWriteNonblockingCloseOnExec = 0x2 | 0x800 | 0x80000;
    private const uint SetInterface = 0x400454CA; // TUNSETIFF of <linux/if_tun.h>
    private const int NameLength = 16;
    private const short PacketsWithoutHeader = 0x0001 | 0x1000; // IFF_TUN | IFF_NO_PI
    private const int TryAgain = 11;
    private const short Readable = 0x1;

    private readonly SafeFileHandle _file;

    private TunDevice(SafeFileHandle file, string name) => (_file, Name) = (file, name);

    public string Name { get; }

    /// <param name="name">At most 15 letters, used by no device of the namespace in which this program runs.</param>
    public static TunDevice Create(string name)
    {
        var file = open(Control, ReadWriteNonblockingCloseOnExec);
        Check(file.IsInvalid ? -1 : 0, $"{Control} does not open");
        var request = new byte[40]; // struct ifreq
        Encoding.ASCII.GetBytes(name, request.AsSpan(0, NameLength - 1));
        BitConverter.TryWriteBytes(request.AsSpan(NameLength), PacketsWithoutHeader);
        Check(ioctl(file, SetInterface, ref request[0]), $"The device {name} cannot be made");
        return new TunDevice(file, name);
    }

    /// <summary>The next packet's length; 0 when there is none at this moment.</summary>
    public int Read(Span<byte> packet)
    {
        var length = read(_file, ref MemoryMarshal.GetReference(packet), packet.Length);
        if (length < 0 && Marshal.GetLastPInvokeError() != TryAgain)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{Name} cannot be read");
        }

        return (int)Math.Max(length, 0);
    }

    /// <summary>Whether the device took it: it does not while it is down or has no room.</summary>
    public bool TryWrite(ReadOnlySpan<byte> packet) =>
        write(_file, ref MemoryMarshal.GetReference(packet), packet.Length) == packet.Length;

    /// <summary>Returns when there is a packet to read, or after the time; to some 50 µs, which milliseconds would not give.</summary>
    public void Wait(TimeSpan longest)
    {
        var entry = new PollEntry { File = (int)_file.DangerousGetHandle(), Events = Readable };
        var time = new KernelTime { Seconds = (long)longest.TotalSeconds, Nanoseconds = longest.Ticks % TimeSpan.TicksPerSecond * 100 };
        _ = ppoll(ref entry, 1, ref time, 0); // A signal ends it early, which does no harm.
    }

    public void Dispose() => _file.Dispose();

    private static void Check(int result, string what)
    {
        if (result < 0)
        {
            throw new Win32Exception(
                Marshal.GetLastPInvokeError(), $"{what}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(SafeFileHandle file, nuint request, ref byte argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeFileHandle file, ref byte buffer, nint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(SafeFileHandle file, ref byte buffer, nint length);

    [LibraryImport("libc")]
    private static partial int ppoll(ref PollEntry entries, nuint count, ref KernelTime time, nint signals);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int File;
        public short Events;
        public short Happened;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct KernelTime
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
