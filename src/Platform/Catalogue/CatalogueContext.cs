using Microsoft.EntityFrameworkCore;

namespace IndustrialGateway.Platform.Catalogue;

/// <summary>The tables of what there is: gateways, their points, and the aliases of each buffer epoch.</summary>
internal sealed class CatalogueContext(DbContextOptions<CatalogueContext> options) : DbContext(options)
{
    public DbSet<GatewayRow> Gateways => Set<GatewayRow>();

    public DbSet<PointRow> Points => Set<PointRow>();

    public DbSet<EpochRow> Epochs => Set<EpochRow>();

    public DbSet<AliasRow> Aliases => Set<AliasRow>();

    public DbSet<UsageRow> Usage => Set<UsageRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<GatewayRow>(gateway =>
        {
            gateway.Property(row => row.Id).ValueGeneratedNever();
            gateway.HasIndex(row => row.Name).IsUnique();
        });
        modelBuilder.Entity<PointRow>(point =>
        {
            point.Property(row => row.Id).ValueGeneratedNever();
            point.HasIndex(row => new { row.GatewayId, row.Path }).IsUnique();
            point.HasOne<GatewayRow>().WithMany().HasForeignKey(row => row.GatewayId);
        });
        modelBuilder.Entity<EpochRow>(epoch =>
        {
            epoch.Property(row => row.Id).ValueGeneratedNever();
            epoch.HasIndex(row => new { row.GatewayId, row.Epoch }).IsUnique();
            epoch.HasOne<GatewayRow>().WithMany().HasForeignKey(row => row.GatewayId);
        });
        modelBuilder.Entity<AliasRow>(alias =>
        {
            alias.HasKey(row => new { row.EpochId, row.Alias });
            alias.HasOne<EpochRow>().WithMany().HasForeignKey(row => row.EpochId);
            alias.HasOne<PointRow>().WithMany().HasForeignKey(row => row.PointId);
        });
        modelBuilder.Entity<UsageRow>(usage => usage.HasKey(row => new { row.Key, row.Minute }));
    }
}

/// <summary>A gateway that has proved itself once.</summary>
internal sealed class GatewayRow
{
    public required int Id { get; init; }

    public required string Name { get; init; }

    public required string SoftwareVersion { get; set; }

    /// <summary>100 ns ticks since 1601; when its last stream began or ended.</summary>
    public required long LastSeenTicks { get; set; }
}

/// <summary>A point; its id is its name in the historian and is never given to another.</summary>
internal sealed class PointRow
{
    public required int Id { get; init; }

    public required int GatewayId { get; init; }

    public required string Path { get; init; }

    public required string Equipment { get; set; }

    public required string DisplayName { get; set; }

    public required byte DataType { get; set; }

    public required int ValueRank { get; set; }

    public required string Unit { get; set; }

    public required string SourceAddress { get; set; }

    /// <summary>As lines of text (<see cref="Model.EnumTexts.ToString"/>).</summary>
    public required string EnumTexts { get; set; }
}

/// <summary>One life of a gateway's buffer.</summary>
internal sealed class EpochRow
{
    public required int Id { get; init; }

    public required int GatewayId { get; init; }

    /// <summary>16 bytes.</summary>
    public required byte[] Epoch { get; init; }
}

/// <summary>What an alias stands for in one epoch; never changed.</summary>
internal sealed class AliasRow
{
    public required int EpochId { get; init; }

    public required uint Alias { get; init; }

    public required int PointId { get; init; }

    public required byte Kind { get; init; }

    public required byte DecimalPlaces { get; init; }

    public required byte DataType { get; init; }

    public required int ValueRank { get; init; }
}

/// <summary>What one key did in one minute.</summary>
internal sealed class UsageRow
{
    public required string Key { get; init; }

    /// <summary>Minutes since 1970-01-01 UTC.</summary>
    public required long Minute { get; init; }

    public required long Calls { get; set; }

    public required long SamplesRead { get; set; }

    public required long Refused { get; set; }
}
