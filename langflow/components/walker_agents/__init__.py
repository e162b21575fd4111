"""Components of walker flows, for LANGFLOW_COMPONENTS_PATH."""

from .load_user_config import LoadUserConfig

__all__ = ["LoadUserConfig"]
