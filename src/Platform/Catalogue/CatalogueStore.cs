using System.Buffers.Binary;
using IndustrialGateway.Model;
using IndustrialGateway.Platform.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace IndustrialGateway.Platform.Catalogue;

/// <summary>The catalogue's tables in SQLite: write-ahead log, synchronous FULL.</summary>
internal sealed class CatalogueStore(PlatformSettings settings) : ICatalogueStore
{
    public const string FileName = "catalogue.db";

    private readonly DbContextOptions<CatalogueContext> _options =
        new DbContextOptionsBuilder<CatalogueContext>()
            .UseSqlite($"Data Source={Path.Combine(settings.DataFolder, FileName)}")
            .AddInterceptors(new DurableConnections())
            .Options;

    public async Task<CatalogueContent> OpenAsync(CancellationToken cancellationToken)
    {
        await using var context = Context();
        await context.Database.MigrateAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
        var points = (await context.Points.AsNoTracking().ToListAsync(cancellationToken)).ToLookup(row => row.GatewayId);
        var gateways = await context.Gateways.AsNoTracking().ToListAsync(cancellationToken);
        return new CatalogueContent(
            [.. gateways.Select(row => Read(row, points[row.Id]))],
            await context.Points.MaxAsync(row => (int?)row.Id, cancellationToken) ?? 0,
            await context.Epochs.MaxAsync(row => (int?)row.Id, cancellationToken) ?? 0);
    }

    public async Task SaveGatewayAsync(GatewayEntry gateway, CancellationToken cancellationToken)
    {
        await using var context = Context();
        if (await context.Gateways.FindAsync([gateway.Id], cancellationToken) is { } row)
        {
            row.SoftwareVersion = gateway.SoftwareVersion;
            row.LastSeenTicks = gateway.LastSeenTicks;
        }
        else
        {
            context.Gateways.Add(new GatewayRow
            {
                Id = gateway.Id,
                Name = gateway.Key,
                SoftwareVersion = gateway.SoftwareVersion,
                LastSeenTicks = gateway.LastSeenTicks,
            });
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task<EpochAliases> OpenEpochAsync(int gatewayId, UInt128 epoch, int newId, CancellationToken cancellationToken)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, epoch);
        await using var context = Context();
        var row = await context.Epochs.AsNoTracking()
            .SingleOrDefaultAsync(row => row.GatewayId == gatewayId && row.Epoch == bytes, cancellationToken);
        if (row is null)
        {
            context.Epochs.Add(new EpochRow { Id = newId, GatewayId = gatewayId, Epoch = bytes });
            await context.SaveChangesAsync(cancellationToken);
            return new EpochAliases(newId, []);
        }

        var aliases = await context.Aliases.AsNoTracking()
            .Where(alias => alias.EpochId == row.Id).OrderBy(alias => alias.Alias).ToListAsync(cancellationToken);
        return new EpochAliases(row.Id, [.. aliases.Select(Read)]);
    }

    /// <summary>By prepared statements, because 10,000 tracked entities take a second.</summary>
    public async Task SaveDeclarationsAsync(int epochId, DeclarationPlan plan, CancellationToken cancellationToken)
    {
        await using var context = Context();
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var dbTransaction = transaction.GetDbTransaction();
        await using (var insert = BulkStatement.InsertPoint(dbTransaction))
        await using (var update = BulkStatement.UpdatePoint(dbTransaction))
        {
            foreach (var point in plan.Points)
            {
                await (point.Id >= plan.FirstNewPointId ? insert : update).ExecuteAsync(
                    [
                        point.Id, point.Gateway.Id, point.Path, point.Equipment, point.DisplayName,
                        (int)point.DataType, point.ValueRank, point.Unit, point.SourceAddress, point.EnumTexts.ToString(),
                    ],
                    cancellationToken);
            }
        }

        await using (var insert = BulkStatement.InsertAlias(dbTransaction))
        {
            foreach (var (shape, pointId) in plan.Aliases)
            {
                await insert.ExecuteAsync(
                    [
                        epochId, (long)shape.Alias, pointId, (int)shape.Kind, (int)shape.DecimalPlaces,
                        (int)shape.DataType, shape.ValueRank,
                    ],
                    cancellationToken);
            }
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>A fresh unit of work over the tables, for features that keep a table of their own.</summary>
    public CatalogueContext Context() => new(_options);

    private static GatewayPoints Read(GatewayRow row, IEnumerable<PointRow> points)
    {
        var gateway = new GatewayEntry(row.Id, row.Name, row.SoftwareVersion, row.LastSeenTicks);
        return new GatewayPoints(gateway, points.ToDictionary(
            point => point.Path,
            point => new PointEntry(
                point.Id, gateway, point.Path, point.Equipment, point.DisplayName,
                (DataType)point.DataType, point.ValueRank, point.Unit, point.SourceAddress, EnumTexts.Parse(point.EnumTexts)),
            StringComparer.Ordinal));
    }

    private static AliasEntry Read(AliasRow row) => new(
        new PointShape(row.Alias, (ValueKind)row.Kind, row.DecimalPlaces, (DataType)row.DataType, row.ValueRank), row.PointId);
}
