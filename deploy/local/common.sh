# What the scripts of deploy have in common; to be sourced with "program" set to the name for messages.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Spark's jars as Maven has them.
gathered=$root/deploy/local/target/spark
s3a=$root/deploy/s3/client

# Exit codes of the job itself, see the README.
failed=1
unusable=2

stop() { # CODE MESSAGE
  echo "$program: $2" >&2
  exit "$1"
}

# --- Java ---

find_java() {
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    [[ -x $java ]] || stop $unusable "cannot run $java: JAVA_HOME is $JAVA_HOME, expected a JDK 17"
  else
    java=$(command -v java) || stop $unusable "no Java found: install a JDK 17, or set JAVA_HOME to one"
  fi
}

# The file "release" of the Java's home says its version at once; starting the Java takes longer.
java_version() {
  local home version=
  home=$(dirname "$(dirname "$(readlink -f "$java")")")
  if [[ -r $home/release ]]; then
    version=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$home/release")
  fi
  if [[ -z $version ]]; then
    version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1) || true
  fi
  echo "$version"
}

check_java() {
  local version
  version=$(java_version)
  [[ $version == 17 || $version == 17.* ]] \
    || stop $unusable "$java is Java ${version:-unknown}, expected Java 17, the newest that Spark 3.5 runs on: set JAVA_HOME to a JDK 17"
}

# --- Maven ---

maven() { # WORDS...
  (cd "$root" && ./mvnw -q -B "$@" -DskipTests) >&2 </dev/null
}

# Spark's jars and S3A's, where they are not there yet. Under lock.
fetch_spark() {
  [[ -f $gathered/RELEASE ]] && return
  echo "Fetching Spark (once)..." >&2
  maven -pl deploy/local package || stop $failed "cannot fetch Spark: see the messages above"
}

fetch_s3a() {
  [[ -f $s3a/target/RELEASE ]] && return
  echo "Fetching S3A (283 MB, once)..." >&2
  maven -pl deploy/s3/client package || stop $failed "cannot fetch S3A: see the messages above"
}

# Two first starts at once: one builds, the other waits and finds everything there. The lock goes with its process,
# however that ends; where there is no flock (macOS), there is no lock.
under_lock() { # COMMAND...
  exec 9<"$root/pom.xml"
  if command -v flock >/dev/null && ! flock -n 9 2>/dev/null; then
    echo "Waiting for another build of train-vae..." >&2
    flock 9 2>/dev/null || true
  fi
  "$@"
  exec 9<&-
}

# --- Spark ---

# Spark's launcher turns a main class of Spark's, its options and spark-defaults.conf into the command line of a JVM:
# its memory, class path and what Java 17 must open. It writes a NUL and a newline, then the words, each ended by a NUL;
# its exit code follows as the last one. Wants SPARK_HOME.
spark_command() { # MAIN-CLASS WORDS...
  command=()
  local word
  while IFS= read -r -d '' word; do
    command+=("$word")
  done < <(
    "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx64m -cp "$(echo "$SPARK_HOME"/jars/spark-launcher_*.jar)" \
      org.apache.spark.launcher.Main "$@" && code=0 || code=$?
    printf '%d\0' "$code"
  )
  local last=$((${#command[@]} - 1))
  local code=${command[$last]}
  [[ $code == 0 ]] || exit "$code"
  command=("${command[@]:1:$((last - 1))}")
  command[0]=${command[0]#$'\n'}
}
