/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.snowflake.schema;

import java.time.Year;

/**
 * Tells dates and times from other texts. Only what Snowflake's AUTO detection reads in one way is taken: years 1583 to
 * 9999 (the calendar's), {@code T} or a space, seconds and up to nine digits of them as one likes, {@code Z} or an offset
 * of up to 14 hours. Allocates nothing. Not safe for several threads.
 */
final class IsoScan {

    private static final int FIRST_YEAR = 1583;

    private byte[] text;
    private int length;
    private int at;
    private int fraction;

    /** The form of a text of which the first {@code length} bytes count. */
    IsoForm scan(final byte[] ascii, final int count) {
        text = ascii;
        length = count;
        at = 0;
        fraction = 0;
        if (count >= 5 && ascii[2] == ':') {
            return time() && at == length ? IsoForm.TIME : IsoForm.OTHER;
        }
        if (count < 10 || !date()) {
            return IsoForm.OTHER;
        }
        if (at == length) {
            return IsoForm.DATE;
        }
        if (!next('T') && !next(' ') || !time()) {
            return IsoForm.OTHER;
        }
        if (at == length) {
            return IsoForm.LOCAL;
        }
        return (next('Z') || offset()) && at == length ? IsoForm.OFFSET : IsoForm.OTHER;
    }

    /** Digits of the seconds behind the point, without trailing zeros, of the text scanned last. */
    int fraction() {
        return fraction;
    }

    private boolean date() {
        final int year = number(4);
        if (year < FIRST_YEAR || !next('-')) {
            return false;
        }
        final int month = number(2);
        if (month < 1 || month > 12 || !next('-')) {
            return false;
        }
        final int day = number(2);
        return day >= 1 && (day <= 28 || day <= days(year, month));
    }

    private static int days(final int year, final int month) {
        return switch (month) {
            case 2 -> Year.isLeap(year) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    private boolean time() {
        final int hour = number(2);
        if (hour < 0 || hour > 23 || !next(':')) {
            return false;
        }
        final int minute = number(2);
        if (minute < 0 || minute > 59) {
            return false;
        }
        if (!next(':')) {
            return true;
        }
        final int second = number(2);
        return second >= 0 && second <= 59 && (!next('.') || fractionDigits());
    }

    private boolean fractionDigits() {
        final int start = at;
        while (at < length && text[at] >= '0' && text[at] <= '9') {
            at++;
            if (text[at - 1] != '0') {
                fraction = at - start;
            }
        }
        return at > start && at - start <= 9;
    }

    private boolean offset() {
        if (!next('+') && !next('-')) {
            return false;
        }
        final int hours = number(2);
        if (hours < 0 || hours > 14 || !next(':')) {
            return false;
        }
        final int minutes = number(2);
        return minutes >= 0 && minutes <= (hours == 14 ? 0 : 59);
    }

    private boolean next(final char expected) {
        if (at < length && text[at] == expected) {
            at++;
            return true;
        }
        return false;
    }

    /** That many digits; -1 if there are others. */
    private int number(final int digits) {
        if (at + digits > length) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < digits; i++) {
            final byte b = text[at++];
            if (b < '0' || b > '9') {
                return -1;
            }
            value = value * 10 + b - '0';
        }
        return value;
    }
}
