// SPDX-License-Identifier: GPL-3.0-or-later
#include "decode/stateless/h264_picture_boundary.h"

namespace weir::h264
{

namespace
{

bool orderCountDiffers(const SliceHeader &a, const SliceHeader &b, const Sps &sps)
{
    if (sps.picOrderCntType == 0)
        return a.picOrderCntLsb != b.picOrderCntLsb
            || a.deltaPicOrderCntBottom != b.deltaPicOrderCntBottom;
    return sps.picOrderCntType == 1 && a.deltaPicOrderCnt != b.deltaPicOrderCnt;
}

} // namespace

bool startsNewPicture(const SliceHeader &first, const SliceHeader &next, const Sps &sps)
{
    return first.frameNum != next.frameNum || first.picParameterSetId != next.picParameterSetId
        || first.fieldPic != next.fieldPic || first.bottomField != next.bottomField
        || (first.nalRefIdc == 0) != (next.nalRefIdc == 0) || first.idr != next.idr
        || first.idrPicId != next.idrPicId || orderCountDiffers(first, next, sps);
}

} // namespace weir::h264
