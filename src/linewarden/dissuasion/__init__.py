"""What officers do about a warning, from taking it to the file: 预警 → 签收 → 电话劝阻 → 见面劝阻 → 回访 → 归档."""
