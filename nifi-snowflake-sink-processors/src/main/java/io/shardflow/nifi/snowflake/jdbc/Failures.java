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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.snowflake.load.LoadOutcome.Ground;
import io.shardflow.nifi.snowflake.load.RowRefusedException;
import io.shardflow.nifi.snowflake.load.RowsHeldUpException;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.nifi.snowflake.name.ShownText;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Says what an {@link SQLException} of Snowflake means, by error code and SQLState (Snowflake's codes; the driver puts
 * its own client-side codes from 200000 on).
 */
public final class Failures {

    private static final Set<Integer> SESSION_GONE = Set.of(390101, 390104, 390111, 390112, 390113, 390114, 390115);
    private static final int LOCKED = 625;
    private static final int NULL = 100072;
    private static final int FORBIDDEN = 3001;
    private static final Set<Integer> MISSING = Set.of(2003, 2043);
    private static final Set<Integer> PASSING = Set.of(604, 610, 630);
    /**
     * Those from 90073 on have an SQLState of values: a resource monitor stops the warehouse; database or schema is not set. 606 is
     * a session without a warehouse, or with one that the role may not use, 666 is
     * an account that is suspended, 2108 is about the type of a column, not about a value; 200038 is the driver's: a value was read
     * that is not of the type that it should be.
     */
    private static final Set<Integer> PERMANENT =
            Set.of(606, 666, 904, 1003, 2002, 2108, FORBIDDEN, 3540, 90073, 90105, 90106, 200038);

    /**
     * What is known to lie in a row. Snowflake publishes no list of its codes; its documentation shows, in examples: 100035 a
     * timestamp, 100037 a boolean, 100038 a number, 100040 a date, 100069 broken JSON, 100072 NULL, 100078 and 100082 too long,
     * 100115 no hexadecimal digits. 100071, a cast of a VARIANT, is what others report.
     */
    private static final Set<Integer> ROWS =
            Set.of(100035, 100037, 100038, 100040, 100069, 100071, NULL, 100078, 100082, 100115);

    /** The driver's own codes, and those of sessions, begin here. */
    private static final int CLIENT = 200000;

    /** SQLState of what was cancelled, by a time-out or by somebody. */
    private static final String CANCELLED = "57014";

    /** SQLState of the server's internal errors. */
    private static final String INTERNAL = "XX000";

    private static final int LOCAL_FILE_MISSING = 200008;

    /** How the driver ends its message 200038. */
    private static final Pattern DRIVERS_VALUE = Pattern.compile(",? value=.*", Pattern.DOTALL);

    private Failures() {}

    /**
     * @param doing what was tried, for the message
     * @return the failure with a message fit for a bulletin
     */
    static WarehouseException of(final SQLException e, final String doing) {
        return of(e, doing, MissingRight.ofLogin(e));
    }

    /**
     * @param grant the statement that gives the right for whose lack it failed, if that is known
     */
    static WarehouseException of(final SQLException e, final String doing, final Optional<String> grant) {
        final Kind kind = kind(e);
        if (kind == Kind.DATA_REJECTED) {
            return new RowRefusedException(describe(e), ROWS.contains(e.getErrorCode()), ValuePlace.row(message(e)), e);
        }
        final String remedy = (isLockedOut(e) ? Remedies.LOCKED_OUT : Remedies.of(e.getErrorCode()))
                + grant.map(": "::concat).orElse("");
        return new WarehouseException(
                kind, doing + " failed: " + describe(e) + (remedy.isEmpty() ? "" : " Remedy: " + remedy), e);
    }

    /** As {@link #of}, of a statement that brings the batch's rows into a table. */
    static WarehouseException ofRows(final SQLException e, final String doing, final Optional<String> grant) {
        final WarehouseException failure = of(e, doing, grant);
        final boolean slow = failure.kind() == Kind.TRANSIENT && CANCELLED.equals(e.getSQLState());
        if (!slow && failure.kind() != Kind.SESSION_LOST) {
            return failure;
        }
        // The number of an incident is another one each time.
        return INTERNAL.equals(e.getSQLState()) && e.getErrorCode() < CLIENT
                ? new RowsHeldUpException(failure, prefix(e) + ", an internal error", Ground.UNKNOWN)
                : new RowsHeldUpException(failure, failure.getMessage(), Ground.SIZE);
    }

    /** Whether the session behind the connection cannot be used again. */
    public static boolean losesSession(final SQLException e) {
        return kind(e) == Kind.SESSION_LOST;
    }

    /**
     * What the driver said, from under whatever pools put around it; some copy its code and keep their own message.
     *
     * @return empty if there is no SQLException
     */
    public static Optional<SQLException> ofDriver(final Throwable wrapped) {
        SQLException deepest = null;
        for (Throwable cause = wrapped; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && (deepest == null || sql.getErrorCode() != 0)) {
                deepest = sql;
            }
        }
        return Optional.ofNullable(deepest);
    }

    static Kind kind(final SQLException e) {
        final int code = e.getErrorCode();
        final String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (e instanceof StoppableConnections.StoppedException) {
            return Kind.STOPPED;
        }
        if (code == LOCKED) {
            return Kind.LOCK_TIMEOUT;
        }
        if (PERMANENT.contains(code)) {
            return Kind.PERMANENT;
        }
        if (isData(code)) {
            return Kind.DATA_REJECTED;
        }
        if (isMissing(code, state)) {
            return TargetTable.namesLedger(String.valueOf(e.getMessage())) ? Kind.LEDGER_GONE : Kind.PERMANENT;
        }
        if (state.startsWith("42") || isLogin(code) || isLockedOut(e)) {
            return Kind.PERMANENT;
        }
        if (PASSING.contains(code) || code == LOCAL_FILE_MISSING || state.equals(CANCELLED) || state.equals("57P03")) {
            return Kind.TRANSIENT;
        }
        return isLost(e, code, state) ? Kind.SESSION_LOST : Kind.TRANSIENT;
    }

    /** By the code alone: the SQLStates of values, 22…, also stand for warehouses, files and sessions. */
    private static boolean isData(final int code) {
        return code >= 100000 && code < 101000;
    }

    /** Whether a value was not of the type that the statement took it for; one that is NULL is of any. */
    static boolean isWrongValue(final WarehouseException e) {
        return e.getCause() instanceof SQLException cause
                && isData(cause.getErrorCode())
                && cause.getErrorCode() != NULL;
    }

    /** Whether an object does not exist, or the role may not see it. */
    static boolean isMissing(final SQLException e) {
        return isMissing(e.getErrorCode(), String.valueOf(e.getSQLState()));
    }

    /** Whether the role lacks a right on what it may see. */
    public static boolean isForbidden(final WarehouseException e) {
        return e.getCause() instanceof SQLException cause
                && (cause.getErrorCode() == FORBIDDEN || "42501".equals(cause.getSQLState()));
    }

    private static boolean isMissing(final int code, final String state) {
        return MISSING.contains(code) || state.equals("42S02");
    }

    /**
     * Authentication and missing objects named in the connection (390100 to 390499, and 394400 of programmatic access tokens), other
     * than a session that ended.
     */
    private static boolean isLogin(final int code) {
        return code >= 390100 && code < 390500 && !SESSION_GONE.contains(code) || code == 394400;
    }

    /** By its text, which is public; its code is not. */
    private static boolean isLockedOut(final SQLException e) {
        return message(e).contains("temporarily locked due to too many failed attempts");
    }

    private static boolean isLost(final SQLException e, final int code, final String state) {
        return SESSION_GONE.contains(code)
                || code >= CLIENT && code < CLIENT + 10000
                || state.startsWith("08")
                || state.equals("58030")
                || state.equals(INTERNAL)
                || e instanceof SQLTimeoutException;
    }

    /**
     * Cause without payload: what Snowflake says about a value quotes the value, so of those messages only code and
     * column are kept; of those that may be about one, the code.
     */
    public static String describe(final SQLException e) {
        if (e.getErrorCode() == 0) {
            return oneLine(String.valueOf(e.getMessage()));
        }
        final String prefix = prefix(e);
        if (kind(e) == Kind.DATA_REJECTED && !ROWS.contains(e.getErrorCode())) {
            return prefix + ", whose text is in Snowflake's QUERY_HISTORY, since it may quote a value";
        }
        if (kind(e) == Kind.DATA_REJECTED) {
            return prefix + ", a value does not fit "
                    + ValuePlace.column(message(e)).map("column "::concat).orElse("its column");
        }
        return prefix + ": " + oneLine(DRIVERS_VALUE.matcher(message(e)).replaceFirst(""));
    }

    private static String prefix(final SQLException e) {
        return "Snowflake error " + String.format("%06d", e.getErrorCode()) + " (" + e.getSQLState() + ")";
    }

    private static String message(final SQLException e) {
        return e.getMessage() == null ? "" : e.getMessage();
    }

    private static String oneLine(final String message) {
        final String line = ShownText.of(message.replaceAll("\\s+", " ").trim());
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }
}
