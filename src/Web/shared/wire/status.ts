// OPC UA status codes (Part 4 §7.39): the top two bits say how good a value is, the upper half has a name.

export type Quality = 'good' | 'uncertain' | 'bad';

export const qualityOf = (status: number): Quality => {
  const severity = status >>> 30;
  return severity === 0 ? 'good' : severity === 1 ? 'uncertain' : 'bad';
};

/** The last value before the source fell silent (UncertainNoCommunicationLastUsableValue, UncertainLastUsableValue). */
export const isStaleStatus = (status: number): boolean => {
  const code = (status & 0xffff0000) >>> 0;
  return code === 0x408f0000 || code === 0x40900000;
};

/** The name of the code in the specification, else its digits. */
export const statusName = (status: number): string =>
  names[(status & 0xffff0000) >>> 0] ?? `0x${(status >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;

const names: Record<number, string> = {
  0x00000000: 'Good',
  0x00960000: 'GoodLocalOverride',
  0x408f0000: 'UncertainNoCommunicationLastUsableValue',
  0x40900000: 'UncertainLastUsableValue',
  0x40910000: 'UncertainSubstituteValue',
  0x40920000: 'UncertainInitialValue',
  0x40930000: 'UncertainSensorNotAccurate',
  0x40940000: 'UncertainEngineeringUnitsExceeded',
  0x40950000: 'UncertainSubNormal',
  0x80010000: 'BadUnexpectedError',
  0x80020000: 'BadInternalError',
  0x80050000: 'BadCommunicationError',
  0x800a0000: 'BadTimeout',
  0x801f0000: 'BadUserAccessDenied',
  0x80310000: 'BadNoCommunication',
  0x80320000: 'BadWaitingForInitialData',
  0x80330000: 'BadNodeIdInvalid',
  0x80340000: 'BadNodeIdUnknown',
  0x80350000: 'BadAttributeIdInvalid',
  0x803a0000: 'BadNotReadable',
  0x803c0000: 'BadOutOfRange',
  0x808a0000: 'BadNotConnected',
  0x808b0000: 'BadDeviceFailure',
  0x808c0000: 'BadSensorFailure',
  0x808d0000: 'BadOutOfService',
  0x80890000: 'BadConfigurationError',
  0x80ae0000: 'BadConnectionClosed',
};
