"""What the operating system says when it refuses something, in Chinese: the words of Linux, macOS and Windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHINESE"]

CHINESE: Mapping[str, str] = {
    "Address already in use": "地址已在使用",
    "Bad file descriptor": "文件已关闭",
    "Device or resource busy": "设备或资源正在使用",
    "Directory not empty": "文件夹不是空的",
    "Disk quota exceeded": "超出磁盘配额",
    "File exists": "文件已存在",
    "File name too long": "文件名过长",
    "File too large": "文件过大",
    "Input/output error": "读写出错",
    "Invalid argument": "名称或参数无效",
    "Invalid cross-device link": "不能跨磁盘移动",
    "Is a directory": "是文件夹",
    "No space left on device": "磁盘空间不足",
    "No such file or directory": "没有这个文件或文件夹",
    "Not a directory": "不是文件夹",
    "Operation not permitted": "操作不被允许",
    "Permission denied": "没有权限",
    "Read-only file system": "文件系统是只读的",
    "Text file busy": "文件正在使用",
    "The filename, directory name, or volume label syntax is incorrect": "文件名、文件夹名或卷标写法不正确",
    "The process cannot access the file because it is being used by another process": "文件正被其他程序使用",
    "The system cannot find the file specified": "没有这个文件",
    "The system cannot find the path specified": "没有这个文件夹",
    "Access is denied": "没有权限",
    "There is not enough space on the disk": "磁盘空间不足",
    "The filename or extension is too long": "文件名或路径过长",
    (
        "the path has {count} characters, and Windows takes {most} unless long paths are turned on: move the folder "
        "nearer to the root of the drive"
    ): "路径有 {count} 个字符，而 Windows 只接受 {most} 个（除非启用长路径）：请把文件夹移到更靠近盘符的位置",
    "Too many levels of symbolic links": "符号链接层数过多",
    "Too many open files": "打开的文件过多",
}
"""By the English words."""
