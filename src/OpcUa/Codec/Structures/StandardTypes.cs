using System.Globalization;
using IndustrialGateway.OpcUa.Types;

namespace IndustrialGateway.OpcUa.Codec.Structures;

/// <summary>
/// The DataTypes of namespace 0 (Part 5 §12, Part 8, Part 10): the built-in types, simple types by what carries them, and structures
/// as lines of name, id, id of the binary encoding and fields with the ids of their types.
/// </summary>
internal static class StandardTypes
{
    private const string Structures = """
        Range 884 886 Low:11 High:11
        EUInformation 887 889 NamespaceUri:12 UnitId:6 DisplayName:21 Description:21
        Argument 296 298 Name:12 DataType:17 ValueRank:6 ArrayDimensions:7[] Description:21
        EnumValueType 7594 8251 Value:8 DisplayName:21 Description:21
        EnumField 102 14845 Value:8 DisplayName:21 Description:21 Name:12
        EnumDefinition 100 123 Fields:102[]
        StructureField 101 14844 Name:12 Description:21 DataType:17 ValueRank:6 ArrayDimensions:7[] MaxStringLength:7 IsOptional:1
        StructureDefinition 99 122 DefaultEncodingId:17 BaseDataType:17 StructureType:98 Fields:101[]
        TimeZoneDataType 8912 8917 Offset:4 DaylightSavingInOffset:1
        BuildInfo 338 340 ProductUri:12 ManufacturerName:12 ProductName:12 SoftwareVersion:12 BuildNumber:12 BuildDate:294
        ServerStatusDataType 862 864 StartTime:294 CurrentTime:294 State:852 BuildInfo:338 SecondsTillShutdown:7 ShutdownReason:21
        ServerDiagnosticsSummaryDataType 859 861 ServerViewCount:7 CurrentSessionCount:7 CumulatedSessionCount:7
           SecurityRejectedSessionCount:7 RejectedSessionCount:7 SessionTimeoutCount:7 SessionAbortCount:7 CurrentSubscriptionCount:7
           CumulatedSubscriptionCount:7 PublishingIntervalCount:7 SecurityRejectedRequestsCount:7 RejectedRequestsCount:7
        SamplingIntervalDiagnosticsDataType 856 858 SamplingInterval:290 MonitoredItemCount:7 MaxMonitoredItemCount:7
           DisabledMonitoredItemCount:7
        ServiceCounterDataType 871 873 TotalCount:7 ErrorCount:7
        ApplicationDescription 308 310 ApplicationUri:12 ProductUri:12 ApplicationName:21 ApplicationType:307 GatewayServerUri:12
           DiscoveryProfileUri:12 DiscoveryUrls:12[]
        SessionDiagnosticsDataType 865 867 SessionId:17 SessionName:12 ClientDescription:308 ServerUri:12 EndpointUrl:12 LocaleIds:295[]
           ActualSessionTimeout:290 MaxResponseMessageSize:7 ClientConnectionTime:294 ClientLastContactTime:294
           CurrentSubscriptionsCount:7 CurrentMonitoredItemsCount:7 CurrentPublishRequestsInQueue:7 TotalRequestCount:871
           UnauthorizedRequestCount:7 ReadCount:871 HistoryReadCount:871 WriteCount:871 HistoryUpdateCount:871 CallCount:871
           CreateMonitoredItemsCount:871 ModifyMonitoredItemsCount:871 SetMonitoringModeCount:871 SetTriggeringCount:871
           DeleteMonitoredItemsCount:871 CreateSubscriptionCount:871 ModifySubscriptionCount:871 SetPublishingModeCount:871
           PublishCount:871 RepublishCount:871 TransferSubscriptionsCount:871 DeleteSubscriptionsCount:871 AddNodesCount:871
           AddReferencesCount:871 DeleteNodesCount:871 DeleteReferencesCount:871 BrowseCount:871 BrowseNextCount:871
           TranslateBrowsePathsToNodeIdsCount:871 QueryFirstCount:871 QueryNextCount:871 RegisterNodesCount:871 UnregisterNodesCount:871
        SessionSecurityDiagnosticsDataType 868 870 SessionId:17 ClientUserIdOfSession:12 ClientUserIdHistory:12[]
           AuthenticationMechanism:12 Encoding:12 TransportProtocol:12 SecurityMode:302 SecurityPolicyUri:12 ClientCertificate:15
        SubscriptionDiagnosticsDataType 874 876 SessionId:17 SubscriptionId:7 Priority:3 PublishingInterval:290 MaxKeepAliveCount:7
           MaxLifetimeCount:7 MaxNotificationsPerPublish:7 PublishingEnabled:1 ModifyCount:7 EnableCount:7 DisableCount:7
           RepublishRequestCount:7 RepublishMessageRequestCount:7 RepublishMessageCount:7 TransferRequestCount:7
           TransferredToAltClientCount:7 TransferredToSameClientCount:7 PublishRequestCount:7 DataChangeNotificationsCount:7
           EventNotificationsCount:7 NotificationsCount:7 LatePublishRequestCount:7 CurrentKeepAliveCount:7 CurrentLifetimeCount:7
           UnacknowledgedMessageCount:7 DiscardedMessageCount:7 MonitoredItemCount:7 DisabledMonitoredItemCount:7
           MonitoringQueueOverflowCount:7 NextSequenceNumber:7 EventQueueOverflowCount:7
        RedundantServerDataType 853 855 ServerId:12 ServiceLevel:3 ServerState:852
        EndpointUrlListDataType 11943 11957 EndpointUrlList:12[]
        NetworkGroupDataType 11944 11958 ServerUri:12 NetworkPaths:11943[]
        ModelChangeStructureDataType 877 879 Affected:17 AffectedType:17 Verb:3
        SemanticChangeStructureDataType 897 899 Affected:17 AffectedType:17
        StatusResult 299 301 StatusCode:19 DiagnosticInfo:25
        SignatureData 456 458 Algorithm:12 Signature:15
        AxisInformation 12079 12089 EngineeringUnits:887 EURange:884 Title:21 AxisScaleType:12077 AxisSteps:11[]
        XVType 12080 12090 X:11 Value:10
        ComplexNumberType 12171 12181 Real:10 Imaginary:10
        DoubleComplexNumberType 12172 12182 Real:11 Imaginary:11
        Annotation 891 893 Message:12 UserName:12 AnnotationTime:294
        ProgramDiagnosticDataType 894 896 CreateSessionId:17 CreateClientName:12 InvocationCreationTime:294 LastTransitionTime:294
           LastMethodCall:12 LastMethodSessionId:17 LastMethodInputArguments:296[] LastMethodOutputArguments:296[]
           LastMethodCallTime:294 LastMethodReturnStatus:299
        ProgramDiagnostic2DataType 24033 24034 CreateSessionId:17 CreateClientName:12 InvocationCreationTime:294 LastTransitionTime:294
           LastMethodCall:12 LastMethodSessionId:17 LastMethodInputArguments:296[] LastMethodOutputArguments:296[]
           LastMethodInputValues:24[] LastMethodOutputValues:24[] LastMethodCallTime:294 LastMethodReturnStatus:19
        KeyValuePair 14533 14846 Key:20 Value:24
        OptionSet 12755 12765 Value:15 ValidBits:15
        RationalNumber 18806 18815 Numerator:6 Denominator:7
        3DVector 18808 18817 X:11 Y:11 Z:11
        3DCartesianCoordinates 18810 18819 X:11 Y:11 Z:11
        3DOrientation 18812 18821 A:11 B:11 C:11
        3DFrame 18814 18823 CartesianCoordinates:18810 Orientation:18812
        AggregateConfiguration 948 950 UseServerCapabilitiesDefaults:1 TreatUncertainAsBad:1 PercentDataBad:3 PercentDataGood:3
           UseSlopedExtrapolation:1
        """;

    private static readonly string[] ServerStates =
        ["Running", "Failed", "NoConfiguration", "Suspended", "Shutdown", "Test", "CommunicationFault", "Unknown"];

    private static readonly (uint Id, string Name, BuiltInType BuiltIn)[] Simple =
    [
        (24, "BaseDataType", BuiltInType.Variant),
        (22, "Structure", BuiltInType.ExtensionObject),
        (26, "Number", BuiltInType.Variant),
        (27, "Integer", BuiltInType.Variant),
        (28, "UInteger", BuiltInType.Variant),
        (29, "Enumeration", BuiltInType.Int32),
        (30, "Image", BuiltInType.ByteString),
        (98, "StructureType", BuiltInType.Int32),
        (120, "NamingRuleType", BuiltInType.Int32),
        (256, "IdType", BuiltInType.Int32),
        (257, "NodeClass", BuiltInType.Int32),
        (288, "IntegerId", BuiltInType.UInt32),
        (289, "Counter", BuiltInType.UInt32),
        (290, "Duration", BuiltInType.Double),
        (291, "NumericRange", BuiltInType.String),
        (292, "Time", BuiltInType.String),
        (293, "Date", BuiltInType.DateTime),
        (294, "UtcTime", BuiltInType.DateTime),
        (295, "LocaleId", BuiltInType.String),
        (302, "MessageSecurityMode", BuiltInType.Int32),
        (303, "UserTokenType", BuiltInType.Int32),
        (307, "ApplicationType", BuiltInType.Int32),
        (311, "ApplicationInstanceCertificate", BuiltInType.ByteString),
        (851, "RedundancySupport", BuiltInType.Int32),
        (852, "ServerState", BuiltInType.Int32),
        (12077, "AxisScaleEnumeration", BuiltInType.Int32),
        (12756, "Union", BuiltInType.ExtensionObject),
    ];

    public static List<DataTypeDescription> All()
    {
        var types = new List<DataTypeDescription>();
        foreach (var (id, name, builtIn) in Simple)
        {
            types.Add(new DataTypeDescription
            {
                Id = new NodeId(id),
                Name = new QualifiedName(0, name),
                BuiltIn = builtIn,
                IsAbstract = id is 12756 or (>= 22 and <= 29),
                Enumeration = id == 852 ? ServerState() : null,
            });
        }

        for (var type = BuiltInType.Boolean; type <= BuiltInType.DiagnosticInfo; type++)
        {
            if (type is not (BuiltInType.ExtensionObject or BuiltInType.Variant))
            {
                types.Add(new DataTypeDescription { Id = new NodeId((uint)type), Name = new QualifiedName(0, type.ToString()), BuiltIn = type });
            }
        }

        types.AddRange(Structures.ReplaceLineEndings("\n").Replace("\n   ", " ", StringComparison.Ordinal).Split('\n').Select(StructureOf));
        return types;
    }

    private static DataTypeDescription StructureOf(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new DataTypeDescription
        {
            Id = IdOf(parts[1]),
            Name = new QualifiedName(0, parts[0]),
            BuiltIn = BuiltInType.ExtensionObject,
            Structure = new StructureDefinition
            {
                DefaultEncodingId = IdOf(parts[2]),
                BaseDataType = new NodeId((uint)BuiltInType.ExtensionObject),
                Fields = [.. parts[3..].Select(FieldOf)],
            },
        };
    }

    private static StructureField FieldOf(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var isArray = text.EndsWith("[]", StringComparison.Ordinal);
        return new StructureField
        {
            Name = text[..colon],
            DataType = IdOf(isArray ? text[(colon + 1)..^2] : text[(colon + 1)..]),
            ValueRank = isArray ? 1 : -1,
        };
    }

    private static NodeId IdOf(string text) => new(uint.Parse(text, CultureInfo.InvariantCulture));

    private static EnumDefinition ServerState() =>
        new([.. ServerStates.Select((name, value) => new EnumField(value, name, new LocalizedText(name)))]);
}
