@echo off
rem Runs Maven in the version that .mvn\wrapper\maven-wrapper.properties names; fetches it once. Needs a JDK, nothing else.
setlocal
set "here=%~dp0"
set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
set "properties=%here%.mvn\wrapper\maven-wrapper.properties"
for /f "usebackq tokens=1,2 delims==" %%a in ("%properties%") do if "%%a"=="version" set "version=%%b"
set "home=%USERPROFILE%\.m2"
if defined MAVEN_USER_HOME set "home=%MAVEN_USER_HOME%"
set "home=%home%\wrapper\dists\atelier-maven-%version%"

"%java%" -version >nul 2>&1
if errorlevel 1 goto no_java
if exist "%home%" goto run
"%java%" "%here%.mvn\wrapper\FetchMaven.java" "%properties%" "%home%"
if errorlevel 1 goto not_fetched

:run
call "%home%\bin\mvn.cmd" -f "%here%pom.xml" %*
exit /b %errorlevel%

:no_java
echo mvnw: no java found. Install a JDK 17 or newer, or set JAVA_HOME.>&2
exit /b 1

:not_fetched
echo mvnw: Maven %version% could not be fetched; the line above says why. MVNW_REPOURL may name another repository.>&2
exit /b 1
