"""A table of standard integrals, as in the back of a calculus book; every line is an identity.

Letters as in ``identity_lines``.
"""

from __future__ import annotations

from training.data.identity_lines import family

LINES: dict[str, str] = {
    "powers of linear functions": """
(p + q*x)**n | (p + q*x)**(n + 1)/(q*(n + 1))
x*(p + q*x)**n | (p + q*x)**(n + 2)/(q**2*(n + 2)) - p*(p + q*x)**(n + 1)/(q**2*(n + 1))
x**n | x**(n + 1)/(n + 1)
p*x**n + q*x**m | p*x**(n + 1)/(n + 1) + q*x**(m + 1)/(m + 1)
x**n*(p + q*x) | p*x**(n + 1)/(n + 1) + q*x**(n + 2)/(n + 2)
x**(k - 1)*(p + q*x**k)**n | (p + q*x**k)**(n + 1)/(k*q*(n + 1))
x/(p + q*x) | x/q - p*log(p + q*x)/q**2
x**2/(p + q*x) | x**2/(2*q) - p*x/q**2 + p**2*log(p + q*x)/q**3
x/(p + q*x)**2 | log(p + q*x)/q**2 + p/(q**2*(p + q*x))
1/(x*(p + q*x)) | log(x)/p - log(p + q*x)/p
1/(x**2*(p + q*x)) | -1/(p*x) + q*log(p + q*x)/p**2 - q*log(x)/p**2
1/(x*(p + q*x)**2) | 1/(p*(p + q*x)) + log(x)/p**2 - log(p + q*x)/p**2
(p + q*x)/x**2 | -p/x + q*log(x)
(p + q*x)/x | p*log(x) + q*x
(p + q*x)**2/x | p**2*log(x) + 2*p*q*x + q**2*x**2/2
(p + q*x)/(c + d*x) | q*x/d + (p*d - q*c)*log(c + d*x)/d**2
1/((p + q*x)*(c + d*x)) | (log(c + d*x) - log(p + q*x))/(p*d - q*c)
1/(x*(p + q*x**k)) | log(x)/p - log(p + q*x**k)/(k*p)
1/(x*(p + q*x**n)) | log(x)/p - log(p + q*x**n)/(n*p)
(p + q*x)**n*(c + d*x) | d*(p + q*x)**(n + 2)/(q**2*(n + 2)) + (c*q - d*p)*(p + q*x)**(n + 1)/(q**2*(n + 1))
""",
    "quadratic denominators": """
1/(a + b*x**2) | atan(sqrt(b)*x/sqrt(a))/sqrt(a*b)
1/(a - b*x**2) | atanh(sqrt(b)*x/sqrt(a))/sqrt(a*b)
1/(a**2 + x**2) | atan(x/a)/a
1/(a**2 - x**2) | atanh(x/a)/a
1/(x**2 - a**2) | log(x - a)/(2*a) - log(x + a)/(2*a)
1/(a**2*x**2 + b**2) | atan(a*x/b)/(a*b)
x**2/(a + b*x**2) | x/b - sqrt(a)*atan(sqrt(b)*x/sqrt(a))/b**(3/2)
x**2/(x**2 + a**2) | x - a*atan(x/a)
x**3/(a + b*x**2) | x**2/(2*b) - a*log(a + b*x**2)/(2*b**2)
x/(p + q*x**2) | log(p + q*x**2)/(2*q)
1/(a + b*x**2)**2 | x/(2*a*(a + b*x**2)) + atan(sqrt(b)*x/sqrt(a))/(2*a**(3/2)*sqrt(b))
1/(x**2 + a**2)**2 | x/(2*a**2*(x**2 + a**2)) + atan(x/a)/(2*a**3)
x**2/(a + b*x**2)**2 | -x/(2*b*(a + b*x**2)) + atan(sqrt(b)*x/sqrt(a))/(2*sqrt(a)*b**(3/2))
x/(p + q*x**2)**n | -(p + q*x**2)**(1 - n)/(2*q*(n - 1))
1/(x**2*(a + b*x**2)) | -1/(a*x) - sqrt(b)*atan(sqrt(b)*x/sqrt(a))/a**(3/2)
1/(x*(p + q*x**2)) | log(x)/p - log(p + q*x**2)/(2*p)
1/((x**2 + a**2)*(x**2 + b**2)) | (atan(x/a)/a - atan(x/b)/b)/(b**2 - a**2)
x/((x**2 + a)*(x**2 + b)) | (log(x**2 + a) - log(x**2 + b))/(2*(b - a))
x**2/((x**2 + a**2)*(x**2 + b**2)) | (a*atan(x/a) - b*atan(x/b))/(a**2 - b**2)
(p + q*x)/(x**2 + a**2) | p*atan(x/a)/a + q*log(x**2 + a**2)/2
1/(x**2 + 2*p*x + p**2 + a**2) | atan((x + p)/a)/a
1/(x**3 + a**3) | log(x + a)/(3*a**2) - log(x**2 - a*x + a**2)/(6*a**2) + atan((2*x - a)/(sqrt(3)*a))/(sqrt(3)*a**2)
1/(x**3 - a**3) | log(x - a)/(3*a**2) - log(x**2 + a*x + a**2)/(6*a**2) - atan((2*x + a)/(sqrt(3)*a))/(sqrt(3)*a**2)
x/(x**3 + a**3) | -log(x + a)/(3*a) + log(x**2 - a*x + a**2)/(6*a) + atan((2*x - a)/(sqrt(3)*a))/(sqrt(3)*a)
x/(x**3 - a**3) | log(x - a)/(3*a) - log(x**2 + a*x + a**2)/(6*a) + atan((2*x + a)/(sqrt(3)*a))/(sqrt(3)*a)
1/(x**4 + a**4) | (atanh(sqrt(2)*a*x/(x**2 + a**2)) + atan(sqrt(2)*x/a + 1) + atan(sqrt(2)*x/a - 1))/(2*sqrt(2)*a**3)
x**2/(x**4 + a**4) | (atan(sqrt(2)*x/a + 1) + atan(sqrt(2)*x/a - 1) - atanh(sqrt(2)*a*x/(x**2 + a**2)))/(2*sqrt(2)*a)
1/(x**4 - a**4) | (log(x - a) - log(x + a))/(4*a**3) - atan(x/a)/(2*a**3)
x**2/(x**4 - a**4) | (log(x - a) - log(x + a))/(4*a) + atan(x/a)/(2*a)
(x**2 + a**2)/(x**4 + a**4) | (atan(sqrt(2)*x/a + 1) + atan(sqrt(2)*x/a - 1))/(sqrt(2)*a)
""",
    "square roots": """
sqrt(p + q*x) | 2*(p + q*x)**(3/2)/(3*q)
1/sqrt(p + q*x) | 2*sqrt(p + q*x)/q
x*sqrt(p + q*x) | 2*(3*q*x - 2*p)*(p + q*x)**(3/2)/(15*q**2)
x/sqrt(p + q*x) | 2*(q*x - 2*p)*sqrt(p + q*x)/(3*q**2)
1/(x*sqrt(a + q*x)) | -2*atanh(sqrt(a + q*x)/sqrt(a))/sqrt(a)
1/(x*sqrt(b*x - a)) | 2*atan(sqrt(b*x - a)/sqrt(a))/sqrt(a)
sqrt(a + q*x)/x | 2*sqrt(a + q*x) - 2*sqrt(a)*atanh(sqrt(a + q*x)/sqrt(a))
sqrt(a**2 - x**2) | x*sqrt(a**2 - x**2)/2 + a**2*asin(x/a)/2
sqrt(x**2 + a**2) | x*sqrt(x**2 + a**2)/2 + a**2*asinh(x/a)/2
sqrt(x**2 - a**2) | x*sqrt(x**2 - a**2)/2 - a**2*log(x + sqrt(x**2 - a**2))/2
1/sqrt(a**2 - x**2) | asin(x/a)
1/sqrt(x**2 + a**2) | asinh(x/a)
1/sqrt(x**2 - a**2) | log(x + sqrt(x**2 - a**2))
1/sqrt(a + b*x**2) | asinh(sqrt(b)*x/sqrt(a))/sqrt(b)
1/sqrt(a - b*x**2) | asin(sqrt(b)*x/sqrt(a))/sqrt(b)
sqrt(a + b*x**2) | x*sqrt(a + b*x**2)/2 + a*asinh(sqrt(b)*x/sqrt(a))/(2*sqrt(b))
sqrt(a - b*x**2) | x*sqrt(a - b*x**2)/2 + a*asin(sqrt(b)*x/sqrt(a))/(2*sqrt(b))
x*(p + q*x**2)**n | (p + q*x**2)**(n + 1)/(2*q*(n + 1))
x**3*sqrt(p + q*x**2) | (3*q*x**2 - 2*p)*(p + q*x**2)**(3/2)/(15*q**2)
x**3/sqrt(p + q*x**2) | (q*x**2 - 2*p)*sqrt(p + q*x**2)/(3*q**2)
x**2/sqrt(a**2 - x**2) | -x*sqrt(a**2 - x**2)/2 + a**2*asin(x/a)/2
x**2/sqrt(x**2 + a**2) | x*sqrt(x**2 + a**2)/2 - a**2*asinh(x/a)/2
1/(x*sqrt(a + q*x**2)) | -atanh(sqrt(a + q*x**2)/sqrt(a))/sqrt(a)
1/(x*sqrt(b*x**2 - a)) | atan(sqrt(b*x**2 - a)/sqrt(a))/sqrt(a)
1/(x**2*sqrt(p + q*x**2)) | -sqrt(p + q*x**2)/(p*x)
1/(x*sqrt(a**2 - x**2)) | -atanh(sqrt(a**2 - x**2)/a)/a
sqrt(a**2 - x**2)/x | sqrt(a**2 - x**2) - a*atanh(sqrt(a**2 - x**2)/a)
sqrt(x**2 - a**2)/x | sqrt(x**2 - a**2) - a*atan(sqrt(x**2 - a**2)/a)
sqrt(a**2 - x**2)/x**2 | -sqrt(a**2 - x**2)/x - asin(x/a)
(p + q*x**2)**(-3/2) | x/(p*sqrt(p + q*x**2))
(p + q*x**2)**(-5/2) | x/(3*p*(p + q*x**2)**(3/2)) + 2*x/(3*p**2*sqrt(p + q*x**2))
(a**2 - x**2)**(3/2) | x*(a**2 - x**2)**(3/2)/4 + 3*a**2*x*sqrt(a**2 - x**2)/8 + 3*a**4*asin(x/a)/8
1/(x*sqrt(a + q*x**k)) | -2*atanh(sqrt(a + q*x**k)/sqrt(a))/(k*sqrt(a))
sqrt(2*a*x - x**2) | (x - a)*sqrt(2*a*x - x**2)/2 + a**2*asin((x - a)/a)/2
1/sqrt(2*a*x - x**2) | asin((x - a)/a)
x/sqrt(2*a*x - x**2) | -sqrt(2*a*x - x**2) + a*asin((x - a)/a)
1/(x*sqrt(2*a*x - x**2)) | -sqrt(2*a*x - x**2)/(a*x)
1/sqrt(x**2 + 2*p*x) | log(x + p + sqrt(x**2 + 2*p*x))
sqrt((a + x)/(a - x)) | a*asin(x/a) - sqrt(a**2 - x**2)
sqrt((x - a)/(x + a)) | sqrt(x - a)*sqrt(x + a) - 2*a*asinh(sqrt(x - a)/sqrt(2*a))
sqrt(x/(a - x)) | a*atan(sqrt(x)/sqrt(a - x)) - sqrt(x)*sqrt(a - x)
1/(sqrt(x + a) + sqrt(x + b)) | 2*((x + a)**(3/2) - (x + b)**(3/2))/(3*(a - b))
1/(sqrt(x)*(a + b*x)) | 2*atan(sqrt(b)*sqrt(x)/sqrt(a))/sqrt(a*b)
sqrt(x)/(a + b*x) | 2*sqrt(x)/b - 2*sqrt(a)*atan(sqrt(b)*sqrt(x)/sqrt(a))/b**(3/2)
1/(p + q*sqrt(x)) | 2*sqrt(x)/q - 2*p*log(p + q*sqrt(x))/q**2
x**(k - 1)/sqrt(a**2 - x**(2*k)) | asin(x**k/a)/k
x**(k - 1)/(a**2 + x**(2*k)) | atan(x**k/a)/(a*k)
1/((x + p)*sqrt(x + p - a)) | 2*atan(sqrt(x + p - a)/sqrt(a))/sqrt(a)
1/(x*sqrt(x**(2*k) - a**2)) | atan(sqrt(x**(2*k) - a**2)/a)/(a*k)
""",
    "exponentials": """
exp(q*x + p) | exp(q*x + p)/q
b**x | b**x/log(b)
b**(q*x + p) | b**(q*x + p)/(q*log(b))
x*b**x | x*b**x/log(b) - b**x/log(b)**2
a**x*exp(x) | a**x*exp(x)/(log(a) + 1)
x*exp(q*x**2) | exp(q*x**2)/(2*q)
x**(k - 1)*exp(q*x**k) | exp(q*x**k)/(k*q)
1/(p + q*exp(x)) | x/p - log(p + q*exp(x))/p
1/(p + q*exp(b*x)) | x/p - log(p + q*exp(b*x))/(b*p)
exp(x)/(p + q*exp(x)) | log(p + q*exp(x))/q
exp(x)/(a**2 + exp(2*x)) | atan(exp(x)/a)/a
1/(a*exp(x) + b*exp(-x)) | atan(sqrt(a)*exp(x)/sqrt(b))/sqrt(a*b)
exp(x)*(p + q*exp(x))**n | (p + q*exp(x))**(n + 1)/(q*(n + 1))
exp(x)/sqrt(a**2 - exp(2*x)) | asin(exp(x)/a)
1/sqrt(a + q*exp(x)) | -2*atanh(sqrt(a + q*exp(x))/sqrt(a))/sqrt(a)
sqrt(exp(x) - a) | 2*sqrt(exp(x) - a) - 2*sqrt(a)*atan(sqrt(exp(x) - a)/sqrt(a))
exp(sqrt(x)) | 2*sqrt(x)*exp(sqrt(x)) - 2*exp(sqrt(x))
exp(x**(1/3)) | 3*(x**(2/3) - 2*x**(1/3) + 2)*exp(x**(1/3))
exp(a*x)*sin(b*x) | exp(a*x)*(a*sin(b*x) - b*cos(b*x))/(a**2 + b**2)
exp(a*x)*cos(b*x) | exp(a*x)*(a*cos(b*x) + b*sin(b*x))/(a**2 + b**2)
exp(a*x)*sinh(b*x) | exp(a*x)*(a*sinh(b*x) - b*cosh(b*x))/(a**2 - b**2)
exp(a*x)*cosh(b*x) | exp(a*x)*(a*cosh(b*x) - b*sinh(b*x))/(a**2 - b**2)
exp(p*x)*(q*x + p*q*x**2/2) | q*x**2*exp(p*x)/2
exp(x)*(1 + x*log(x))/x | exp(x)*log(x)
exp(p*asin(x)) | (x + p*sqrt(1 - x**2))*exp(p*asin(x))/(1 + p**2)
""",
    "logarithms": """
log(q*x) | x*log(q*x) - x
log(p + q*x) | (p + q*x)*log(p + q*x)/q - x
log(x**2 + a**2) | x*log(x**2 + a**2) - 2*x + 2*a*atan(x/a)
log(x**2 - a**2) | x*log(x**2 - a**2) - 2*x + 2*a*atanh(x/a)
x*log(x**2 + p) | (x**2 + p)*log(x**2 + p)/2 - x**2/2
log(x)**2 | x*log(x)**2 - 2*x*log(x) + 2*x
x**n*log(x) | x**(n + 1)*log(x)/(n + 1) - x**(n + 1)/(n + 1)**2
x**n*log(x)**2 | x**(n + 1)*(log(x)**2/(n + 1) - 2*log(x)/(n + 1)**2 + 2/(n + 1)**3)
x**n*log(q*x) | x**(n + 1)*log(q*x)/(n + 1) - x**(n + 1)/(n + 1)**2
log(x)**n/x | log(x)**(n + 1)/(n + 1)
(p + q*log(x))**n/x | (p + q*log(x))**(n + 1)/(q*(n + 1))
log(p*x**k)/x | log(p*x**k)**2/(2*k)
log(c*x**n) | x*log(c*x**n) - n*x
1/(x*log(x)) | log(log(x))
1/(x*(p + q*log(x))) | log(p + q*log(x))/q
log(log(x))/x | log(x)*log(log(x)) - log(x)
log(x + sqrt(x**2 + p)) | x*log(x + sqrt(x**2 + p)) - sqrt(x**2 + p)
log(x + sqrt(x**2 + p))/sqrt(x**2 + p) | log(x + sqrt(x**2 + p))**2/2
sin(p*log(x)) | x*(sin(p*log(x)) - p*cos(p*log(x)))/(1 + p**2)
cos(p*log(x)) | x*(cos(p*log(x)) + p*sin(p*log(x)))/(1 + p**2)
log(sqrt(x) + 1) | x*log(sqrt(x) + 1) - x/2 + sqrt(x) - log(sqrt(x) + 1)
log(sin(x))*cos(x) | sin(x)*log(sin(x)) - sin(x)
log(cos(x))*sin(x) | -cos(x)*log(cos(x)) + cos(x)
log(sin(x))/sin(x)**2 | -cot(x)*log(sin(x)) - cot(x) - x
log(cos(x))/cos(x)**2 | tan(x)*log(cos(x)) + tan(x) - x
log(tan(x))*sec(x)**2 | tan(x)*log(tan(x)) - tan(x)
cot(x)*log(sin(x)) | log(sin(x))**2/2
log(x)/sqrt(x) | 2*sqrt(x)*log(x) - 4*sqrt(x)
x**x*(1 + log(x)) | x**x
log((x + p)/(x - p)) | x*log((x + p)/(x - p)) + p*log(x**2 - p**2)
log(1 + p**2/x**2) | x*log(1 + p**2/x**2) + 2*p*atan(x/p)
(log(x) - 1)/log(x)**2 | x/log(x)
""",
    "trigonometric": """
tan(x) | -log(cos(x))
cot(x) | log(sin(x))
sec(x) | log(sec(x) + tan(x))
csc(x) | -log(csc(x) + cot(x))
sec(x)**2 | tan(x)
csc(x)**2 | -cot(x)
sec(x)*tan(x) | sec(x)
csc(x)*cot(x) | -csc(x)
sec(x)**3 | sec(x)*tan(x)/2 + log(sec(x) + tan(x))/2
csc(x)**3 | -csc(x)*cot(x)/2 - log(csc(x) + cot(x))/2
sec(x)**5 | sec(x)**3*tan(x)/4 + 3*sec(x)*tan(x)/8 + 3*log(sec(x) + tan(x))/8
csc(x)**5 | -csc(x)**3*cot(x)/4 - 3*csc(x)*cot(x)/8 - 3*log(csc(x) + cot(x))/8
tan(x)**2 | tan(x) - x
cot(x)**2 | -cot(x) - x
tan(x)**2*sec(x) | sec(x)*tan(x)/2 - log(sec(x) + tan(x))/2
cot(x)**2*csc(x) | -csc(x)*cot(x)/2 + log(csc(x) + cot(x))/2
tan(x)**n*sec(x)**2 | tan(x)**(n + 1)/(n + 1)
cot(x)**n*csc(x)**2 | -cot(x)**(n + 1)/(n + 1)
sec(x)**n*tan(x) | sec(x)**n/n
csc(x)**n*cot(x) | -csc(x)**n/n
sin(x)**n*cos(x) | sin(x)**(n + 1)/(n + 1)
cos(x)**n*sin(x) | -cos(x)**(n + 1)/(n + 1)
(p + q*sin(x))**n*cos(x) | (p + q*sin(x))**(n + 1)/(q*(n + 1))
(p + q*cos(x))**n*sin(x) | -(p + q*cos(x))**(n + 1)/(q*(n + 1))
(p + q*tan(x))**n*sec(x)**2 | (p + q*tan(x))**(n + 1)/(q*(n + 1))
sin(x)*cos(x) | sin(x)**2/2
sin(2*x)/(p + q*sin(x)**2) | log(p + q*sin(x)**2)/q
sin(2*x)/sqrt(p + q*cos(x)**2) | -2*sqrt(p + q*cos(x)**2)/q
sin(2*x)*(p + q*sin(x)**2)**n | (p + q*sin(x)**2)**(n + 1)/(q*(n + 1))
1/(1 + sin(x)) | -cos(x)/(1 + sin(x))
1/(1 - sin(x)) | cos(x)/(1 - sin(x))
1/(1 + cos(x)) | sin(x)/(1 + cos(x))
1/(1 - cos(x)) | -sin(x)/(1 - cos(x))
sin(x)/(1 + sin(x)) | x + cos(x)/(1 + sin(x))
cos(x)/(1 + cos(x)) | x - sin(x)/(1 + cos(x))
sec(x)/(1 + sec(x)) | tan(x/2)
1/(1 + sec(x)) | x - tan(x/2)
1/(1 + csc(x)) | x + cos(x)/(1 + sin(x))
1/(1 + tan(x)) | x/2 + log(sin(x) + cos(x))/2
1/(1 + cot(x)) | x/2 - log(sin(x) + cos(x))/2
1/(a*cos(x) + b*sin(x))**2 | sin(x)/(a*(a*cos(x) + b*sin(x)))
1/(a*cos(x) + b*sin(x)) | 2*atanh((a*tan(x/2) - b)/sqrt(a**2 + b**2))/sqrt(a**2 + b**2)
(a*cos(x) - b*sin(x))/(a*sin(x) + b*cos(x)) | log(a*sin(x) + b*cos(x))
sin(x)/(a*sin(x) + b*cos(x)) | (a*x - b*log(a*sin(x) + b*cos(x)))/(a**2 + b**2)
cos(x)/(a*sin(x) + b*cos(x)) | (b*x + a*log(a*sin(x) + b*cos(x)))/(a**2 + b**2)
1/(a + b*tan(x)) | (a*x + b*log(a*cos(x) + b*sin(x)))/(a**2 + b**2)
1/(a**2 + tan(x)**2) | (x - atan(tan(x)/a)/a)/(a**2 - 1)
1/(a + b + b*cos(x)) | 2*atan(sqrt(a)*tan(x/2)/sqrt(a + 2*b))/sqrt(a*(a + 2*b))
1/(a + b*sin(x)) | 2*atan((a*tan(x/2) + b)/sqrt(a**2 - b**2))/sqrt(a**2 - b**2)
1/(a + b*cos(x)) | 2*atan((a - b)*tan(x/2)/sqrt(a**2 - b**2))/sqrt(a**2 - b**2)
sqrt(1 + cos(x)) | 2*sin(x)/sqrt(1 + cos(x))
sqrt(1 - cos(x)) | -2*sin(x)/sqrt(1 - cos(x))
sqrt(1 + sin(x)) | -2*cos(x)/sqrt(1 + sin(x))
sqrt(1 - sin(x)) | 2*cos(x)/sqrt(1 - sin(x))
(a + a*sin(x))**(3/2) | -8*a**2*cos(x)/(3*sqrt(a + a*sin(x))) - 2*a*cos(x)*sqrt(a + a*sin(x))/3
sqrt(a + a*cos(x)) | 2*a*sin(x)/sqrt(a + a*cos(x))
x*cos(x)/sin(x)**2 | -x*csc(x) - log(csc(x) + cot(x))
x*sin(x)/cos(x)**2 | x*sec(x) - log(sec(x) + tan(x))
x*sin(x)**2 | x**2/4 - x*sin(2*x)/4 - cos(2*x)/8
x*cos(x)**2 | x**2/4 + x*sin(2*x)/4 + cos(2*x)/8
x*sin(x)*cos(x) | -x*cos(2*x)/4 + sin(2*x)/8
x/(1 + cos(x)) | x*tan(x/2) + 2*log(cos(x/2))
x/(1 - cos(x)) | -x*cot(x/2) + 2*log(sin(x/2))
(x + sin(x))/(1 + cos(x)) | x*tan(x/2)
sin(sqrt(x)) | 2*sin(sqrt(x)) - 2*sqrt(x)*cos(sqrt(x))
cos(sqrt(x)) | 2*cos(sqrt(x)) + 2*sqrt(x)*sin(sqrt(x))
x*sin(x**2 + p) | -cos(x**2 + p)/2
x**3*sin(x**2) | sin(x**2)/2 - x**2*cos(x**2)/2
x**3*cos(x**2) | cos(x**2)/2 + x**2*sin(x**2)/2
sin(a*x)*cos(b*x) | -cos((a - b)*x)/(2*(a - b)) - cos((a + b)*x)/(2*(a + b))
sin(a*x)*sin(b*x) | sin((a - b)*x)/(2*(a - b)) - sin((a + b)*x)/(2*(a + b))
cos(a*x)*cos(b*x) | sin((a - b)*x)/(2*(a - b)) + sin((a + b)*x)/(2*(a + b))
sin(p + q*x)**2 | x/2 - sin(2*p + 2*q*x)/(4*q)
cos(p + q*x)**2 | x/2 + sin(2*p + 2*q*x)/(4*q)
(p + q*x)*sin(x) | -(p + q*x)*cos(x) + q*sin(x)
(p + q*x)*cos(x) | (p + q*x)*sin(x) + q*cos(x)
(p*cos(x) + q*sin(x))**2 | (p**2 + q**2)*x/2 + (p**2 - q**2)*sin(2*x)/4 - p*q*cos(2*x)/2
sqrt(tan(x))/(sin(x)*cos(x)) | 2*sqrt(tan(x))
1/(sin(x)*cos(x)) | log(tan(x))
1/(sin(x)**2*cos(x)**2) | tan(x) - cot(x)
cos(2*x)/sin(x)**2 | -cot(x) - 2*x
cos(2*x)/cos(x)**2 | 2*x - tan(x)
sin(3*x)/sin(x) | x + sin(2*x)
sin(2*x)/cos(x)**3 | 2*sec(x)
exp(x)*sec(x)*(1 + tan(x)) | exp(x)*sec(x)
x*tan(x)*sec(x)**2 | x*sec(x)**2/2 - tan(x)/2
""",
    "hyperbolic": """
sinh(x) | cosh(x)
cosh(x) | sinh(x)
tanh(x) | log(cosh(x))
coth(x) | log(sinh(x))
sech(x) | atan(sinh(x))
csch(x) | log(tanh(x/2))
sech(x)**2 | tanh(x)
csch(x)**2 | -coth(x)
sech(x)*tanh(x) | -sech(x)
csch(x)*coth(x) | -csch(x)
tanh(x)**2 | x - tanh(x)
coth(x)**2 | x - coth(x)
sinh(x)**2 | sinh(2*x)/4 - x/2
cosh(x)**2 | sinh(2*x)/4 + x/2
sech(x)**3 | sech(x)*tanh(x)/2 + atan(sinh(x))/2
csch(x)**3 | -csch(x)*coth(x)/2 - log(tanh(x/2))/2
sinh(x)**n*cosh(x) | sinh(x)**(n + 1)/(n + 1)
cosh(x)**n*sinh(x) | cosh(x)**(n + 1)/(n + 1)
tanh(x)**n*sech(x)**2 | tanh(x)**(n + 1)/(n + 1)
1/(1 + cosh(x)) | sinh(x)/(1 + cosh(x))
1/(cosh(x) - 1) | -sinh(x)/(cosh(x) - 1)
1/(1 + tanh(x)) | x/2 - 1/(2*(1 + tanh(x)))
1/(a**2*cosh(x)**2 + b**2*sinh(x)**2) | atan(b*tanh(x)/a)/(a*b)
1/(a + b*tanh(x)) | (a*x - b*log(a*cosh(x) + b*sinh(x)))/(a**2 - b**2)
x*sinh(x)**2 | x*sinh(2*x)/4 - cosh(2*x)/8 - x**2/4
x*cosh(x)**2 | x*sinh(2*x)/4 - cosh(2*x)/8 + x**2/4
sin(a*x)*sinh(b*x) | (b*sin(a*x)*cosh(b*x) - a*cos(a*x)*sinh(b*x))/(a**2 + b**2)
sin(a*x)*cosh(b*x) | (b*sin(a*x)*sinh(b*x) - a*cos(a*x)*cosh(b*x))/(a**2 + b**2)
cos(a*x)*sinh(b*x) | (b*cos(a*x)*cosh(b*x) + a*sin(a*x)*sinh(b*x))/(a**2 + b**2)
cos(a*x)*cosh(b*x) | (b*cos(a*x)*sinh(b*x) + a*sin(a*x)*cosh(b*x))/(a**2 + b**2)
sinh(a*x)*cosh(b*x) | cosh((a - b)*x)/(2*(a - b)) + cosh((a + b)*x)/(2*(a + b))
sqrt(cosh(x) - 1) | 2*sinh(x)/sqrt(cosh(x) - 1)
sqrt(cosh(x) + 1) | 2*sinh(x)/sqrt(cosh(x) + 1)
exp(x)*tanh(x) | exp(x) - 2*atan(exp(x))
""",
    "inverse functions": """
asin(q*x) | x*asin(q*x) + sqrt(1 - q**2*x**2)/q
acos(q*x) | x*acos(q*x) - sqrt(1 - q**2*x**2)/q
atan(q*x) | x*atan(q*x) - log(1 + q**2*x**2)/(2*q)
acot(q*x) | x*acot(q*x) + log(1 + q**2*x**2)/(2*q)
asinh(q*x) | x*asinh(q*x) - sqrt(1 + q**2*x**2)/q
acosh(q*x) | x*acosh(q*x) - sqrt(q**2*x**2 - 1)/q
atanh(q*x) | x*atanh(q*x) + log(1 - q**2*x**2)/(2*q)
acoth(q*x) | x*acoth(q*x) + log(1 - q**2*x**2)/(2*q)
asec(a*x) | x*asec(a*x) - atanh(sqrt(1 - 1/(a**2*x**2)))/a
acsc(a*x) | x*acsc(a*x) + atanh(sqrt(1 - 1/(a**2*x**2)))/a
asech(a*x) | x*asech(a*x) + asin(a*x)/a
acsch(a*x) | x*acsch(a*x) + atanh(sqrt(1 + 1/(a**2*x**2)))/a
x*asec(x) | x**2*asec(x)/2 - x*sqrt(1 - 1/x**2)/2
x*acsc(x) | x**2*acsc(x)/2 + x*sqrt(1 - 1/x**2)/2
asec(x)/x**2 | -asec(x)/x + sqrt(1 - 1/x**2)
atan(x/a) | x*atan(x/a) - a*log(a**2 + x**2)/2
asin(x/a) | x*asin(x/a) + sqrt(a**2 - x**2)
x*atan(x/a) | (x**2 + a**2)*atan(x/a)/2 - a*x/2
asin(x)**2 | x*asin(x)**2 + 2*sqrt(1 - x**2)*asin(x) - 2*x
acos(x)**2 | x*acos(x)**2 - 2*sqrt(1 - x**2)*acos(x) - 2*x
asinh(x)**2 | x*asinh(x)**2 - 2*sqrt(1 + x**2)*asinh(x) + 2*x
acosh(x)**2 | x*acosh(x)**2 - 2*sqrt(x**2 - 1)*acosh(x) + 2*x
x*asin(x)**2 | (2*x**2 - 1)*asin(x)**2/4 + x*sqrt(1 - x**2)*asin(x)/2 - x**2/4
x*atan(x)**2 | (x**2 + 1)*atan(x)**2/2 - x*atan(x) + log(x**2 + 1)/2
x**2*atan(x)/(x**2 + 1) | x*atan(x) - log(x**2 + 1)/2 - atan(x)**2/2
atan(x)/(x**2 + 1)**(3/2) | (1 + x*atan(x))/sqrt(x**2 + 1)
x*atan(x)/(x**2 + 1)**(3/2) | (x - atan(x))/sqrt(x**2 + 1)
asin(x)/x**2 | -asin(x)/x - atanh(sqrt(1 - x**2))
asin(sqrt(x)) | (x - 1/2)*asin(sqrt(x)) + sqrt(x)*sqrt(1 - x)/2
acos(sqrt(x)) | (x - 1/2)*acos(sqrt(x)) - sqrt(x)*sqrt(1 - x)/2
atan(sqrt(x)) | (x + 1)*atan(sqrt(x)) - sqrt(x)
atan(sqrt(x))/sqrt(x) | 2*sqrt(x)*atan(sqrt(x)) - log(1 + x)
asin(sqrt(x/(x + a))) | (x + a)*atan(sqrt(x/a)) - sqrt(a*x)
atan(x)*log(x**2 + 1) | x*atan(x)*log(x**2 + 1) - 2*x*atan(x) + atan(x)**2 + log(x**2 + 1) - log(x**2 + 1)**2/4
exp(atan(x))/(1 + x**2)**(3/2) | (1 + x)*exp(atan(x))/(2*sqrt(1 + x**2))
x*exp(atan(x))/(1 + x**2)**(3/2) | (x - 1)*exp(atan(x))/(2*sqrt(1 + x**2))
exp(x)*atan(exp(x)) | exp(x)*atan(exp(x)) - log(1 + exp(2*x))/2
atan(exp(x))*exp(-x) | -exp(-x)*atan(exp(x)) + x - log(1 + exp(2*x))/2
cos(x)*atan(sin(x)) | sin(x)*atan(sin(x)) - log(1 + sin(x)**2)/2
""",
}
"""Section to lines ``integrand | antiderivative``."""

FAMILIES = (
    family(LINES, "powers of linear functions", 2.5, shifts=False),
    family(LINES, "quadratic denominators", 2.5, shifts=False),
    family(LINES, "square roots", 3, shifts=False),
    family(LINES, "exponentials", 2),
    family(LINES, "logarithms", 2.5, shifts=False),
    family(LINES, "trigonometric", 4),
    family(LINES, "hyperbolic", 1.5),
    family(LINES, "inverse functions", 3),
)
"""The sections as families; arguments may be made linear afterwards."""
