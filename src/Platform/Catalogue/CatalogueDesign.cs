using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace IndustrialGateway.Platform.Catalogue;

/// <summary>What <c>dotnet ef migrations add</c> asks for; the process itself never does.</summary>
internal sealed class CatalogueDesign : IDesignTimeDbContextFactory<CatalogueContext>
{
    public CatalogueContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<CatalogueContext>().UseSqlite("Data Source=:memory:").Options);
}
