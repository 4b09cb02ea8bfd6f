"""A ModemManager of one 5G modem, or of none, for mmcli: modem_manager.py BUS-ADDRESS modem|none"""
import sys

import dbus
import dbus.mainloop.glib
from dbusmock import mockobject
from gi.repository import GLib

ROOT = "/org/freedesktop/ModemManager1"
MODEM = ROOT + "/Modem/7"
NAME = "org.freedesktop.ModemManager1"

STATE_CONNECTED = 11
TECHNOLOGY_5GNR = 1 << 15
PORT_NET = 2
PORT_MBIM = 7
LOCATION_3GPP = 1


def signal(**figures):
    return dbus.Dictionary({name: dbus.Double(value) for name, value in figures.items()}, signature="sv")


def modem():
    return {
        NAME + ".Modem": {
            "State": dbus.Int32(STATE_CONNECTED),
            "AccessTechnologies": dbus.UInt32(TECHNOLOGY_5GNR),
            "Ports": dbus.Array([("cdc-wdm0", dbus.UInt32(PORT_MBIM)), ("wwan7", dbus.UInt32(PORT_NET))], signature="(su)"),
            "SignalQuality": dbus.Struct((dbus.UInt32(72), True), signature="ub"),
            "CurrentModes": dbus.Struct((dbus.UInt32(16), dbus.UInt32(0)), signature="uu"),
            "SupportedModes": dbus.Array([(dbus.UInt32(16), dbus.UInt32(0))], signature="(uu)"),
            "SupportedCapabilities": dbus.Array([dbus.UInt32(8)], signature="u"),
            "CurrentCapabilities": dbus.UInt32(8),
            "UnlockRetries": dbus.Dictionary({}, signature="uu"),
            "Bearers": dbus.Array([], signature="o"),
            "OwnNumbers": dbus.Array([], signature="s"),
            "Drivers": dbus.Array(["mhi"], signature="s"),
            "SupportedBands": dbus.Array([], signature="u"),
            "CurrentBands": dbus.Array([], signature="u"),
            "SupportedIpFamilies": dbus.UInt32(3),
            "Manufacturer": "Maker",
            "Model": "5G",
        },
        NAME + ".Modem.Modem3gpp": {
            "OperatorCode": "46000",
            "RegistrationState": dbus.UInt32(1),
            "Pco": dbus.Array([], signature="(ubay)"),
        },
        NAME + ".Modem.Signal": {
            "Rate": dbus.UInt32(0),
            "Nr5g": signal(rsrp=-91.5, rsrq=-11.0, snr=17.25),
            "Lte": signal(rsrp=-101.0, rsrq=-14.0, snr=3.0, rssi=-70.0),
        },
        NAME + ".Modem.Location": {
            "Capabilities": dbus.UInt32(LOCATION_3GPP),
            "Enabled": dbus.UInt32(LOCATION_3GPP),
            "Location": dbus.Dictionary({}, signature="uv"),
        },
    }


dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.bus.BusConnection(sys.argv[1])
name = dbus.service.BusName(NAME, bus, do_not_queue=True)
manager = mockobject.DBusMockObject(name, ROOT, NAME, {"Version": "1.20.4"}, is_object_manager=True)
mockobject.objects[ROOT] = manager
if sys.argv[2] == "modem":
    interfaces = modem()
    manager.AddObject(MODEM, NAME + ".Modem", interfaces[NAME + ".Modem"], [])
    it = mockobject.objects[MODEM]
    for interface, properties in interfaces.items():
        if interface != NAME + ".Modem":
            it.AddProperties(interface, properties)
    # What a modem is told once it answers with: it measures every so many seconds from then on.
    it.AddMethod(NAME + ".Modem.Signal", "Setup", "u", "", "self.Set('%s.Modem.Signal', 'Rate', args[0])" % NAME)
    it.AddMethod(
        NAME + ".Modem.Location", "GetLocation", "", "a{uv}",
        "ret = {dbus.UInt32(1): '460,00,FFFE,0A1B2C30,00C0DE'}")
print("ready", flush=True)
GLib.MainLoop().run()
