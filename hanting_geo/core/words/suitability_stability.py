"""What is said of how far a ranking can be trusted."""

from __future__ import annotations

from hanting_geo.core.text import Text

__all__ = ["ALONE", "ALWAYS", "LEVEL", "NOT_STEADY", "STEADY"]

STEADY = Text(
    "权重各自变动 {share} 以内,推荐方案始终第一(已证明;最多可到 {most},超过则与{rival}持平)。",
    "With each weight moved by up to {share}, the recommended site always stays first "
    "(proved; up to {most}, then {rival} is level).",
)
"""Said only where the exact limit is farther than the share."""
NOT_STEADY = Text(
    "权重各自变动 {share} 以内,推荐方案不一定始终第一:变动不到 {most} 时保持第一,达到 {most} 即可能被{rival}追平。",
    "With each weight moved by up to {share}, the recommended site need not stay first: it does below {most}, and at "
    "{most} {rival} may be level.",
)
LEVEL = Text(
    "推荐方案与{rival}目前得分相同,名次不由权重决定。",
    "The recommended site and {rival} have the same score now: the weights do not decide between them.",
)
ALWAYS = Text(
    "无论权重各自如何变动(不为零),推荐方案始终第一(已证明:在计入权重的各项指标上均不劣于其他方案)。",
    "However each weight is moved (but to zero), the recommended site stays first (proved: in no criterion that counts "
    "is it worse than any other).",
)
ALONE = Text("只有一个方案,不存在名次变化。", "There is one candidate only, and so no order to change.")
