using IndustrialGateway.LinkEmulator.Model;
using IndustrialGateway.LinkEmulator.Profiles;

namespace IndustrialGateway.LinkEmulator.Carrying;

/// <summary>What a direction is to be like from now on; replaced as a whole.</summary>
internal sealed record DirectionOrder(DirectionProfile Profile, Interruptions Interruptions, bool IsDown);
