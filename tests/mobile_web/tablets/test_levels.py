from mobile_web.tablets import LEVELS


def test_every_level_names_an_address() -> None:
    from tests.house.access.surfaces import every_surface

    assert set(LEVELS) <= {surface.name for surface in every_surface()}
