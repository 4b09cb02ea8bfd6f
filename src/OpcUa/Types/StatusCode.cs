using System.Globalization;

namespace IndustrialGateway.OpcUa.Types;

/// <summary>The outcome of an operation or the quality of a value (Part 4 §7.39); the lower 16 bits carry flags such as overflow.</summary>
public readonly record struct StatusCode(uint Value)
{
    public static StatusCode Good => new(0x00000000);

    public static StatusCode BadUnexpectedError => new(0x80010000);

    public static StatusCode BadInternalError => new(0x80020000);

    public static StatusCode BadCommunicationError => new(0x80050000);

    public static StatusCode BadEncodingError => new(0x80060000);

    public static StatusCode BadDecodingError => new(0x80070000);

    public static StatusCode BadEncodingLimitsExceeded => new(0x80080000);

    public static StatusCode BadUnknownResponse => new(0x80090000);

    public static StatusCode BadTimeout => new(0x800A0000);

    public static StatusCode BadServiceUnsupported => new(0x800B0000);

    public static StatusCode BadShutdown => new(0x800C0000);

    public static StatusCode BadServerNotConnected => new(0x800D0000);

    public static StatusCode BadServerHalted => new(0x800E0000);

    public static StatusCode BadNothingToDo => new(0x800F0000);

    public static StatusCode BadTooManyOperations => new(0x80100000);

    public static StatusCode BadDataTypeIdUnknown => new(0x80110000);

    public static StatusCode BadCertificateInvalid => new(0x80120000);

    public static StatusCode BadSecurityChecksFailed => new(0x80130000);

    public static StatusCode BadCertificateTimeInvalid => new(0x80140000);

    public static StatusCode BadCertificateHostNameInvalid => new(0x80160000);

    public static StatusCode BadCertificateUriInvalid => new(0x80170000);

    public static StatusCode BadCertificateUseNotAllowed => new(0x80180000);

    public static StatusCode BadCertificateUntrusted => new(0x801A0000);

    public static StatusCode BadCertificateIssuerTimeInvalid => new(0x80150000);

    public static StatusCode BadCertificateRevocationUnknown => new(0x801B0000);

    public static StatusCode BadCertificateIssuerRevocationUnknown => new(0x801C0000);

    public static StatusCode BadCertificateIssuerRevoked => new(0x801E0000);

    public static StatusCode BadUserAccessDenied => new(0x801F0000);

    public static StatusCode BadIdentityTokenInvalid => new(0x80200000);

    public static StatusCode BadIdentityTokenRejected => new(0x80210000);

    public static StatusCode BadSecureChannelIdInvalid => new(0x80220000);

    public static StatusCode BadInvalidTimestamp => new(0x80230000);

    public static StatusCode BadNonceInvalid => new(0x80240000);

    public static StatusCode BadSessionIdInvalid => new(0x80250000);

    public static StatusCode BadSessionClosed => new(0x80260000);

    public static StatusCode BadSessionNotActivated => new(0x80270000);

    public static StatusCode BadSubscriptionIdInvalid => new(0x80280000);

    public static StatusCode BadRequestHeaderInvalid => new(0x802A0000);

    public static StatusCode BadTimestampsToReturnInvalid => new(0x802B0000);

    public static StatusCode BadNoCommunication => new(0x80310000);

    public static StatusCode BadWaitingForInitialData => new(0x80320000);

    public static StatusCode BadNodeIdInvalid => new(0x80330000);

    public static StatusCode BadNodeIdUnknown => new(0x80340000);

    public static StatusCode BadAttributeIdInvalid => new(0x80350000);

    public static StatusCode BadIndexRangeInvalid => new(0x80360000);

    public static StatusCode BadIndexRangeNoData => new(0x80370000);

    public static StatusCode BadDataEncodingInvalid => new(0x80380000);

    public static StatusCode BadDataEncodingUnsupported => new(0x80390000);

    public static StatusCode BadNotReadable => new(0x803A0000);

    public static StatusCode BadNotWritable => new(0x803B0000);

    public static StatusCode BadOutOfRange => new(0x803C0000);

    public static StatusCode BadNotSupported => new(0x803D0000);

    public static StatusCode BadNotFound => new(0x803E0000);

    public static StatusCode BadNotImplemented => new(0x80400000);

    public static StatusCode BadMonitoringModeInvalid => new(0x80410000);

    public static StatusCode BadMonitoredItemIdInvalid => new(0x80420000);

    public static StatusCode BadMonitoredItemFilterInvalid => new(0x80430000);

    public static StatusCode BadMonitoredItemFilterUnsupported => new(0x80440000);

    public static StatusCode BadFilterNotAllowed => new(0x80450000);

    public static StatusCode BadContinuationPointInvalid => new(0x804A0000);

    public static StatusCode BadNoContinuationPoints => new(0x804B0000);

    public static StatusCode BadReferenceTypeIdInvalid => new(0x804C0000);

    public static StatusCode BadBrowseDirectionInvalid => new(0x804D0000);

    public static StatusCode BadServerUriInvalid => new(0x804F0000);

    public static StatusCode BadBrowseNameInvalid => new(0x80600000);

    public static StatusCode BadRequestTypeInvalid => new(0x80530000);

    public static StatusCode BadSecurityModeRejected => new(0x80540000);

    public static StatusCode BadSecurityPolicyRejected => new(0x80550000);

    public static StatusCode BadTooManySessions => new(0x80560000);

    public static StatusCode BadUserSignatureInvalid => new(0x80570000);

    public static StatusCode BadApplicationSignatureInvalid => new(0x80580000);

    public static StatusCode BadTooManyMatches => new(0x806D0000);

    public static StatusCode BadNoMatch => new(0x806F0000);

    public static StatusCode BadMaxAgeInvalid => new(0x80700000);

    public static StatusCode BadWriteNotSupported => new(0x80730000);

    public static StatusCode BadTypeMismatch => new(0x80740000);

    public static StatusCode BadMethodInvalid => new(0x80750000);

    public static StatusCode BadArgumentsMissing => new(0x80760000);

    public static StatusCode BadTooManySubscriptions => new(0x80770000);

    public static StatusCode BadTooManyPublishRequests => new(0x80780000);

    public static StatusCode BadNoSubscription => new(0x80790000);

    public static StatusCode BadSequenceNumberUnknown => new(0x807A0000);

    public static StatusCode BadMessageNotAvailable => new(0x807B0000);

    public static StatusCode BadTcpServerTooBusy => new(0x807D0000);

    public static StatusCode BadServerTooBusy => new(0x80EE0000);

    public static StatusCode BadTcpMessageTypeInvalid => new(0x807E0000);

    public static StatusCode BadTcpSecureChannelUnknown => new(0x807F0000);

    public static StatusCode BadTcpMessageTooLarge => new(0x80800000);

    public static StatusCode BadTcpNotEnoughResources => new(0x80810000);

    public static StatusCode BadTcpInternalError => new(0x80820000);

    public static StatusCode BadTcpEndpointUrlInvalid => new(0x80830000);

    public static StatusCode BadRequestInterrupted => new(0x80840000);

    public static StatusCode BadRequestTimeout => new(0x80850000);

    public static StatusCode BadSecureChannelClosed => new(0x80860000);

    public static StatusCode BadSecureChannelTokenUnknown => new(0x80870000);

    public static StatusCode BadSequenceNumberInvalid => new(0x80880000);

    public static StatusCode BadOutOfService => new(0x808D0000);

    public static StatusCode BadDeadbandFilterInvalid => new(0x808E0000);

    public static StatusCode BadInvalidArgument => new(0x80AB0000);

    public static StatusCode BadTooManyArguments => new(0x80E50000);

    public static StatusCode BadConnectionRejected => new(0x80AC0000);

    public static StatusCode BadDisconnect => new(0x80AD0000);

    public static StatusCode BadConnectionClosed => new(0x80AE0000);

    public static StatusCode BadInvalidState => new(0x80AF0000);

    public static StatusCode BadProtocolVersionUnsupported => new(0x80BE0000);

    public static StatusCode BadTooManyMonitoredItems => new(0x80DB0000);

    public static StatusCode BadRequestTooLarge => new(0x80B80000);

    public static StatusCode BadResponseTooLarge => new(0x80B90000);

    public static StatusCode BadSecurityModeInsufficient => new(0x80E60000);

    public static StatusCode UncertainInitialValue => new(0x40920000);

    public static StatusCode UncertainLastUsableValue => new(0x40900000);

    public static StatusCode UncertainReferenceOutOfServer => new(0x406C0000);

    public static StatusCode BadCertificatePolicyCheckFailed => new(0x81140000);

    public static StatusCode BadCertificateChainIncomplete => new(0x810D0000);

    public static StatusCode BadCertificateRevoked => new(0x801D0000);

    public static StatusCode GoodSubscriptionTransferred => new(0x002D0000);

    public static StatusCode GoodNoData => new(0x00A50000);

    public static StatusCode GoodMoreData => new(0x00A60000);

    public static StatusCode BadEventFilterInvalid => new(0x80470000);

    public static StatusCode BadContentFilterInvalid => new(0x80480000);

    public static StatusCode BadFilterOperandInvalid => new(0x80490000);

    public static StatusCode BadQueryTooComplex => new(0x806E0000);

    public static StatusCode BadHistoryOperationInvalid => new(0x80710000);

    public static StatusCode BadHistoryOperationUnsupported => new(0x80720000);

    public static StatusCode BadInsufficientClientProfile => new(0x807C0000);

    public static StatusCode BadRefreshInProgress => new(0x80970000);

    public static StatusCode BadConditionAlreadyDisabled => new(0x80980000);

    public static StatusCode BadConditionDisabled => new(0x80990000);

    public static StatusCode BadEventIdUnknown => new(0x809A0000);

    public static StatusCode BadNoData => new(0x809B0000);

    public static StatusCode BadInvalidTimestampArgument => new(0x80BD0000);

    public static StatusCode BadFilterOperatorInvalid => new(0x80C10000);

    public static StatusCode BadFilterOperatorUnsupported => new(0x80C20000);

    public static StatusCode BadFilterOperandCountMismatch => new(0x80C30000);

    public static StatusCode BadFilterElementInvalid => new(0x80C40000);

    public static StatusCode BadFilterLiteralInvalid => new(0x80C50000);

    public static StatusCode BadConditionAlreadyEnabled => new(0x80CC0000);

    public static StatusCode BadConditionBranchAlreadyAcked => new(0x80CF0000);

    public static StatusCode BadConditionBranchAlreadyConfirmed => new(0x80D00000);

    public static StatusCode BadIndexRangeDataMismatch => new(0x80EA0000);

    public static StatusCode BadNotExecutable => new(0x81110000);

    public static StatusCode BadTypeDefinitionInvalid => new(0x80630000);

    public static StatusCode BadBoundNotFound => new(0x80D70000);

    public bool IsGood => Value >> 30 == 0;

    public bool IsUncertain => Value >> 30 == 1;

    public bool IsBad => Value >> 31 == 1;

    /// <summary>The code without the flags, for comparing with the named ones.</summary>
    public StatusCode Code => new(Value & 0xFFFF0000);

    /// <summary>The queue of the monitored item was full and values before or after this one are lost (Part 4 §7.39.1).</summary>
    public bool Overflow => (Value & 0x480) == 0x480;

    /// <summary>The standard name, or the number when the code is not one of the common ones.</summary>
    public override string ToString() => StatusCodeNames.ByCode.TryGetValue((ushort)(Value >> 16), out var name)
        ? name
        : string.Create(CultureInfo.InvariantCulture, $"0x{Value:X8}");
}
